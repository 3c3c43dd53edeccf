import CKernels
package import NeedletailCore
package import NeedletailMath

/// The observed pairs in the order of an epoch, each with the items that were drawn against it.
///
/// Order and draws are functions of the seed, the epoch and the pair alone. Users who have every item are left out:
/// there is nothing to draw against theirs.
package struct EpochExamples: Sendable {
  /// Negatives of each positive.
  let negatives: Int
  private let matrix: CSRMatrix
  private let draw: NegativeDraw
  private let options: TrainingOptions
  /// The user of each pair.
  private let users: [Int32]
  /// Pairs that are learnt from.
  private let pairs: [Int32]
  /// The same in the order of the epoch.
  private var order: [Int32]
  /// The items drawn against each of `order`.
  private var drawn: [Int32]

  /// Positives of a batch.
  let batchLength: Int
  /// Batches of an epoch.
  var batchCount: Int { (count + batchLength - 1) / batchLength }
  /// Positives of an epoch.
  package var count: Int { order.count }

  /// - Throws: `TrainingError` when there is nothing to learn from.
  package init(_ matrix: CSRMatrix, _ settings: CollaborativeSettings, name: String, options: TrainingOptions)
    throws
  {
    guard matrix.count > 0 else {
      throw TrainingError("\(name) needs interactions; the training data have none")
    }
    guard matrix.count <= Int(Int32.max) else {
      throw TrainingError(
        "\(name) learns from at most \(Int32.max) pairs; the training data have \(matrix.count)")
    }
    self.matrix = matrix
    self.options = options
    negatives = settings.negatives
    draw = NegativeDraw(items: matrix.columns, negatives: negatives, rejectsKnown: settings.rejectsKnown)
    users = (0..<matrix.rows).flatMap { Array(repeating: Int32($0), count: matrix.count(ofRow: $0)) }
    let learnt = (0..<matrix.rows).filter { matrix.count(ofRow: $0) < matrix.columns }
    pairs = learnt.flatMap { matrix.range(ofRow: $0).map { Int32($0) } }
    order = pairs
    guard !order.isEmpty else {
      throw TrainingError("\(name) needs items that a user does not have; every user has all of them")
    }
    batchLength = min(max(1, settings.batchSize / (1 + settings.negatives)), order.count)
    drawn = Array(repeating: 0, count: order.count * negatives)
  }

  /// Draws the order and the negatives of an epoch.
  package mutating func prepare(epoch: Int) throws {
    order = pairs
    var seeds = RandomStream(seed: options.seed, purpose: 0x9C06, row: epoch)
    let seed = seeds.next()
    order.withUnsafeMutableBufferPointer { needletail_shuffle($0.baseAddress, $0.count, seed) }
    let (order, users, matrix, draw, negatives, runSeed) = (
      order, users, matrix, draw, negatives, options.seed
    )
    let tile = 1024
    try drawn.withUnsafeMutableBufferPointer { drawn in
      let drawn = SharedPointer(drawn)
      try options.pool.forEach(
        count: (order.count + tile - 1) / tile, cancellation: options.cancellation
      ) { number in
        matrix.columnIndices.withUnsafeBufferPointer { columns in
          for place in number * tile..<min(order.count, (number + 1) * tile) {
            let pair = Int(order[place])
            var stream = RandomStream(seed: runSeed, purpose: 0x9C07, row: epoch * matrix.count + pair)
            draw.fill(
              UnsafeMutableBufferPointer(start: drawn.base + place * negatives, count: negatives),
              known: UnsafeBufferPointer(rebasing: columns[matrix.range(ofRow: Int(users[pair]))]),
              from: &stream)
          }
        }
      }
    }
  }

  /// Some positives of the epoch as (user, its item, the items drawn against it), for tests.
  package func groups(_ range: Range<Int>) -> [(user: Int, item: Int, drawn: [Int])] {
    range.map { place in
      let pair = Int(order[place])
      return (
        Int(users[pair]), Int(matrix.columnIndices[pair]),
        drawn[place * negatives..<(place + 1) * negatives].map { Int($0) }
      )
    }
  }

  /// The rows of a batch in a table of padding, users and items: first the users of some positives, then for each of
  /// them its item and the items drawn against it.
  func rows(_ range: Range<Int>, into rows: inout [Int32]) {
    rows.removeAll(keepingCapacity: true)
    let firstItem = Int32(matrix.rows + 1)
    for place in range { rows.append(users[Int(order[place])] + 1) }
    matrix.columnIndices.withUnsafeBufferPointer { columns in
      for place in range {
        rows.append(columns[Int(order[place])] + firstItem)
        for draw in drawn[place * negatives..<(place + 1) * negatives] { rows.append(draw + firstItem) }
      }
    }
  }
}
