import CKernels
import NeedletailMath

/// Finds the weights of one item after the other; the working memory of one thread.
///
/// Sweeps over all candidates change weights and, through a row of the sparse Gram matrix each, the residuals of
/// all items. Between two of them the weights that are not zero settle among themselves, on a dense block of the
/// Gram matrix that is small enough for the caches: most sweeps cost that much only. A sweep over all candidates
/// that finds nothing more to do is the end.
final class CoordinateDescent {
  private let gram: SparseGram
  private let slim: SLIM
  /// Not less than what rounding to 32 bits keeps in motion for ever.
  private let tolerance: Float
  /// c − Gw by item, for the item at hand.
  private var residual: [Float]
  private var weights: [Float]
  /// Where an active item lies in the dense block; all others share the last place.
  private var slots: [Int32]
  private var block: [Float] = []

  /// The greatest number of active weights that get a dense block.
  private static let largestBlock = 4096

  /// Bytes of one thread's working memory.
  static func bytes(items: Int) -> Int {
    let block = min(largestBlock, items)
    return 28 * items + 4 * block * (block + 16)
  }

  init(_ gram: SparseGram, _ slim: SLIM) {
    self.gram = gram
    self.slim = slim
    tolerance = max(Float(slim.tolerance), 1e-6)
    let items = gram.matrix.rows
    residual = [Float](repeating: 0, count: items)
    weights = [Float](repeating: 0, count: items)
    slots = [Int32](repeating: 0, count: items)
  }

  /// The weights of an item that are not zero, in ascending order of items.
  func weights(of target: Int) -> [ScoredItem] {
    let row = gram.matrix.entries(ofRow: target)
    let candidates = candidates(of: target, row)
    for (column, value) in row { residual[column] = value }
    var sweeps = 1
    var change = sweep(candidates, atLeast: 0)
    while sweeps < slim.epochs, change > 0 {
      let active = candidates.filter { weights[Int($0)] != 0 }
      if active.count <= Self.largestBlock { sweeps += settle(active, sweeps: slim.epochs - sweeps) }
      restart(row, active)
      change = sweep(candidates, atLeast: threshold(active))
      sweeps += 1
    }
    let result = candidates.compactMap { item in
      let weight = weights[Int(item)]
      return weight == 0 ? nil : ScoredItem(item: item, score: weight)
    }
    for item in candidates { weights[Int(item)] = 0 }
    residual.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    return result
  }

  /// The items whose weights may differ from zero, ascending.
  ///
  /// Where nothing is negative, a residual only falls: what starts below l1 stays out for good. With signs even an
  /// item that nobody has together with the target may speak against it.
  private func candidates(of target: Int, _ row: [(column: Int, value: Float)]) -> [Int32] {
    guard slim.nonNegative else {
      return gram.diagonal.indices.filter { $0 != target && gram.diagonal[$0] > 0 }.map { Int32($0) }
    }
    return row.filter { $0.column != target && $0.value > Float(slim.l1) }.map { Int32($0.column) }
  }

  /// A change smaller than this is none.
  private func threshold(_ active: [Int32]) -> Float {
    tolerance * active.reduce(0) { max($0, abs(weights[Int($1)])) }
  }

  /// One sweep over the candidates.
  ///
  /// - Parameter least: smaller changes are not made.
  /// - Returns: the largest change; 0 when none was made.
  private func sweep(_ candidates: [Int32], atLeast least: Float) -> Float {
    let (l1, l2, nonNegative) = (Float(slim.l1), Float(slim.l2), slim.nonNegative ? Int32(1) : 0)
    var largest: Float = 0
    for item in candidates {
      let index = Int(item)
      let (old, own) = (weights[index], gram.diagonal[index])
      let weight = needletail_shrink(residual[index] + own * old, own + l2, l1, nonNegative)
      let change = weight - old
      guard change != 0, abs(change) > least else { continue }
      weights[index] = weight
      add([item], [-change])
      largest = max(largest, abs(change))
    }
    return largest
  }

  /// Adds multiples of rows of the Gram matrix to the residuals.
  private func add(_ rows: [Int32], _ factors: [Float]) {
    residual.withUnsafeMutableBufferPointer { residual in
      gram.matrix.withUnsafeParts { offsets, columns, values in
        needletail_add_rows(offsets, columns, values, rows, factors, rows.count, residual.baseAddress!, nil)
      }
    }
  }

  /// Computes the residuals afresh, so that no rounding adds up.
  private func restart(_ row: [(column: Int, value: Float)], _ active: [Int32]) {
    residual.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    for (column, value) in row { residual[column] = value }
    add(active, active.map { -weights[Int($0)] })
  }

  /// Sweeps over the active weights alone until they rest.
  ///
  /// - Returns: how many sweeps there were.
  private func settle(_ active: [Int32], sweeps: Int) -> Int {
    guard !active.isEmpty, sweeps > 0 else { return 0 }
    let stride = (active.count + 16) / 16 * 16
    gather(active, stride: stride)
    var own = active.map { weights[Int($0)] }
    var rest = active.map { residual[Int($0)] }
    var count = 0
    block.withUnsafeBufferPointer { block in
      while count < sweeps {
        let change = needletail_descend(
          block.baseAddress!, stride, active.count, Float(slim.l1), Float(slim.l2), slim.nonNegative ? 1 : 0,
          &own, &rest)
        count += 1
        if change <= tolerance * own.reduce(0, { max($0, abs($1)) }) { break }
      }
    }
    for (place, item) in active.enumerated() { weights[Int(item)] = own[place] }
    return count
  }

  /// Makes the dense block of the active items.
  private func gather(_ active: [Int32], stride: Int) {
    let size = active.count * stride
    if block.count < size { block = [Float](repeating: 0, count: size) }
    slots.withUnsafeMutableBufferPointer { $0.update(repeating: Int32(active.count)) }
    for (place, item) in active.enumerated() { slots[Int(item)] = Int32(place) }
    block.withUnsafeMutableBufferPointer { block in
      block[..<size].update(repeating: 0)
      gram.matrix.withUnsafeParts { offsets, columns, values in
        for (place, item) in active.enumerated() {
          let start = Int(offsets[Int(item)])
          needletail_compact_row(
            columns + start, values! + start, Int(offsets[Int(item) + 1]) - start, slots,
            block.baseAddress! + place * stride)
        }
      }
    }
  }
}
