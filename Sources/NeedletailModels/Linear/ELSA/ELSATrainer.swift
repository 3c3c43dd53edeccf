import Glibc
package import NeedletailCore
package import NeedletailMath

/// The state of a fit of `ELSA`: the item vectors and the moments of Adam.
package struct ELSATrainer: EpochTrainer {
  private let algorithm: ELSA
  private let matrix: CSRMatrix
  private let options: TrainingOptions
  /// Items × dimension, rows of length one; zeros for items without interactions.
  package private(set) var vectors: Matrix
  private var first: Matrix
  private var second: Matrix
  private var steps = 0
  private var epoch = 0

  private enum RandomPurpose {
    static let vectors: UInt16 = 0xE15A
    static let order: UInt16 = 0xE15B
  }

  /// Vectors of random directions.
  ///
  /// - Throws: `TrainingError` when a weight is negative or not finite, or there is none.
  package init(_ algorithm: ELSA, _ matrix: CSRMatrix, options: TrainingOptions) throws {
    guard matrix.count > 0 else {
      throw TrainingError("elsa needs interactions; the training data have none")
    }
    let bad = matrix.values?.withUnsafeBufferPointer { $0.first { !($0 >= 0 && $0.isFinite) } }
    if let bad {
      throw TrainingError(
        "elsa needs weights that are finite and not negative; found \(bad): choose another weighting")
    }
    self.algorithm = algorithm
    self.matrix = matrix
    self.options = options
    vectors = Matrix(rows: matrix.columns, columns: algorithm.dimension)
    first = vectors
    second = vectors
    let taken = Self.taken(matrix)
    let dimension = algorithm.dimension
    try vectors.withUnsafeMutableBufferPointer { elements in
      let elements = SharedPointer(elements)
      try options.pool.forEach(rows: taken.count, cancellation: options.cancellation) { range in
        for row in range where taken[row] {
          var stream = RandomStream(seed: options.seed, purpose: RandomPurpose.vectors, row: row)
          let own = elements.base + row * dimension
          for column in 0..<dimension { own[column] = Float(stream.normal()) }
          Self.normalise(own, dimension)
        }
      }
    }
  }

  private static func taken(_ matrix: CSRMatrix) -> [Bool] {
    var taken = [Bool](repeating: false, count: matrix.columns)
    matrix.columnIndices.withUnsafeBufferPointer { for item in $0 { taken[Int(item)] = true } }
    return taken
  }

  private static func normalise(_ row: UnsafeMutablePointer<Float>, _ count: Int) {
    var square: Float = 0
    for index in 0..<count { square += row[index] * row[index] }
    guard square > 0 else { return }
    let scale = 1 / square.squareRoot()
    for index in 0..<count { row[index] *= scale }
  }

  /// One pass over the users in a random order.
  ///
  /// - Returns: the mean loss of a user with a history.
  package mutating func runEpoch() throws -> String {
    let users = order()
    var loss = 0.0
    for start in stride(from: 0, to: users.count, by: algorithm.batchSize) {
      try options.cancellation?.check()
      loss += try step(matrix.selecting(users[start..<min(start + algorithm.batchSize, users.count)]))
    }
    epoch += 1
    guard loss.isFinite else { throw TrainingError("elsa diverged: lower learningRate") }
    return "loss \(Float(loss / Double(max(users.count, 1))))"
  }

  /// The users with a history, shuffled.
  private func order() -> [Int] {
    var users = (0..<matrix.rows).filter { matrix.count(ofRow: $0) > 0 }
    var stream = RandomStream(seed: options.seed, purpose: RandomPurpose.order, row: epoch)
    users.shuffle(using: &stream)
    return users
  }

  /// One step of Adam along the gradient as far as it turns the vectors, which then get length one again.
  ///
  /// - Returns: the loss before it.
  private mutating func step(_ batch: CSRMatrix) throws -> Double {
    let loss = try ELSALoss(batch, at: vectors, pool: options.pool, cancellation: options.cancellation)
    steps += 1
    let step = Adam(algorithm.learningRate, step: steps, scale: 1 / Float(batch.rows))
    try Self.move(&vectors, &first, &second, by: loss.gradient, step, options)
    return loss.value
  }

  private static func move(
    _ vectors: inout Matrix, _ first: inout Matrix, _ second: inout Matrix, by gradient: Matrix, _ step: Adam,
    _ options: TrainingOptions
  ) throws {
    let (rows, dimension) = (vectors.rows, vectors.columns)
    try vectors.withUnsafeMutableBufferPointer { vectors in
      try first.withUnsafeMutableBufferPointer { first in
        try second.withUnsafeMutableBufferPointer { second in
          let (vectors, first) = (SharedPointer(vectors), SharedPointer(first))
          let second = SharedPointer(second)
          try options.pool.forEach(rows: rows, chunk: 256, cancellation: options.cancellation) { range in
            gradient.withUnsafeBufferPointer { gradient in
              for row in range {
                let place = row * dimension
                step.turn(
                  vectors.base + place, first.base + place, second.base + place,
                  along: gradient.baseAddress! + place, count: dimension)
                normalise(vectors.base + place, dimension)
              }
            }
          }
        }
      }
    }
  }

  /// The model of the vectors as they are.
  package consuming func model(epochs: Int) throws -> any Recommender {
    let isFinite = vectors.withUnsafeBufferPointer { $0.allSatisfy(\.isFinite) }
    guard isFinite else { throw TrainingError("elsa diverged: lower learningRate") }
    return ELSARecommender(try algorithm.setting(["epochs": .integer(epochs)]), vectors)
  }
}

/// One step of Adam (Kingma and Ba, ICLR 2015).
private struct Adam {
  private let rate: Float
  private let correction: Float
  private let scale: Float

  /// - Parameters:
  ///   - step: counted from 1.
  ///   - scale: what gradients are multiplied with.
  init(_ learningRate: Double, step: Int, scale: Float) {
    rate = Float(learningRate / (1 - pow(0.9, Double(step))))
    correction = Float(1 / (1 - pow(0.999, Double(step))))
    self.scale = scale
  }

  /// Moves a vector of length one by the part of the gradient that is at right angles to it.
  func turn(
    _ vector: UnsafeMutablePointer<Float>, _ first: UnsafeMutablePointer<Float>,
    _ second: UnsafeMutablePointer<Float>, along gradient: UnsafePointer<Float>, count: Int
  ) {
    var along: Float = 0
    for index in 0..<count { along += vector[index] * gradient[index] }
    for index in 0..<count {
      let slope = scale * (gradient[index] - along * vector[index])
      first[index] = 0.9 * first[index] + 0.1 * slope
      second[index] = 0.999 * second[index] + 0.001 * slope * slope
      vector[index] -= rate * first[index] / ((correction * second[index]).squareRoot() + 1e-8)
    }
  }
}

extension CSRMatrix {
  /// Some rows, in the given order.
  fileprivate func selecting(_ chosen: some Collection<Int>) -> CSRMatrix {
    var offsets: [Int64] = [0]
    for row in chosen { offsets.append(offsets[offsets.count - 1] + Int64(count(ofRow: row))) }
    let total = Int(offsets[chosen.count])
    func gather<Element>(_ source: SharedBuffer<Element>) -> SharedBuffer<Element> {
      SharedBuffer(count: total) { target in
        source.withUnsafeBufferPointer { source in
          for (place, row) in chosen.enumerated() where count(ofRow: row) > 0 {
            (target.baseAddress! + Int(offsets[place])).update(
              from: source.baseAddress! + range(ofRow: row).lowerBound, count: count(ofRow: row))
          }
        }
      }
    }
    return CSRMatrix(
      rows: chosen.count, columns: columns, rowOffsets: SharedBuffer(offsets),
      columnIndices: gather(columnIndices),
      values: values.map(gather))
  }
}
