import CKernels
import NeedletailMath

/// Where coordinate descent keeps what weights leave unexplained of an item; memory of one task.
protocol ResidualSpace: AnyObject {
  /// Begins with an item, all weights being zero.
  ///
  /// - Returns: the other items whose weights may differ from zero, ascending; valid until the next start.
  func start(_ target: Int, _ slim: SLIM) -> UnsafeBufferPointer<Int32>

  /// One sweep over some items; the largest change is returned.
  func sweep(
    _ items: UnsafeBufferPointer<Int32>, _ net: needletail_net, _ weights: UnsafeMutablePointer<Float>
  ) -> Float

  /// Sweeps over the items alone, all of them with weights, until they rest: how many there were.
  func settle(
    _ items: UnsafeBufferPointer<Int32>, sweeps: Int, tolerance: Float, _ net: needletail_net,
    _ weights: UnsafeMutablePointer<Float>
  ) -> Int

  /// Computes the residuals afresh, so that no rounding adds up; all other weights are zero.
  func restart(
    _ target: Int, _ items: UnsafeBufferPointer<Int32>, _ weights: UnsafeMutablePointer<Float>)
}

/// Finds the weights of one item after the other; the working memory of one task.
///
/// Between two sweeps over all candidates the weights that are not zero settle among themselves, and most sweeps
/// cost that much only. A sweep over all candidates that finds nothing more to do is the end.
final class CoordinateDescent {
  private let slim: SLIM
  private let space: any ResidualSpace
  /// Not less than what rounding to 32 bits keeps in motion for ever.
  private let tolerance: Float
  /// By item, for the item at hand.
  private var weights: [Float]
  private var active: [Int32] = []

  /// Bytes of one thread's weights and list.
  static func bytes(items: Int) -> Int { 8 * items }

  init(_ slim: SLIM, _ space: any ResidualSpace, items: Int) {
    self.slim = slim
    self.space = space
    tolerance = max(Float(slim.tolerance), 1e-6)
    weights = [Float](repeating: 0, count: items)
    active.reserveCapacity(items)
  }

  /// The weights of an item that are not zero, in ascending order of items.
  func weights(of target: Int) -> [ScoredItem] {
    let candidates = space.start(target, slim)
    let all = needletail_net(
      l1: Float(slim.l1), l2: Float(slim.l2), least: 0, non_negative: slim.nonNegative ? 1 : 0)
    return weights.withUnsafeMutableBufferPointer { weights in
      let values = weights.baseAddress!
      var (sweeps, change) = (1, space.sweep(candidates, all, values))
      findActive(candidates, values)
      while sweeps < slim.epochs, change > 0 {
        active.withUnsafeBufferPointer {
          sweeps += space.settle($0, sweeps: slim.epochs - sweeps, tolerance: tolerance, all, values)
          space.restart(target, $0, values)
        }
        var notable = all
        notable.least = tolerance * active.reduce(0) { max($0, abs(values[Int($1)])) }
        change = space.sweep(candidates, notable, values)
        sweeps += 1
        findActive(candidates, values)
      }
      defer { for item in active { values[Int(item)] = 0 } }
      return active.map { ScoredItem(item: $0, score: values[Int($0)]) }
    }
  }

  private func findActive(
    _ candidates: UnsafeBufferPointer<Int32>, _ values: UnsafeMutablePointer<Float>
  ) {
    active.removeAll(keepingCapacity: true)
    for item in candidates where values[Int(item)] != 0 { active.append(item) }
  }
}
