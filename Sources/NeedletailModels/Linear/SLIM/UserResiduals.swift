import CKernels
import NeedletailMath

/// Residuals x_j − Xw by user: a sweep costs the users of its items. For items that few users have.
final class UserResiduals: ResidualSpace {
  private let data: ItemColumns
  private let common: NeighbourScratch
  private let candidates: UnsafeMutablePointer<Int32>
  private let residual: UnsafeMutablePointer<Float>

  /// Bytes of one thread.
  static func bytes(users: Int, items: Int) -> Int {
    NeighbourScratch.bytes(items) + 4 * users + 4 * items
  }

  init(_ data: ItemColumns) {
    self.data = data
    common = NeighbourScratch(width: data.items)
    candidates = .allocate(capacity: data.items)
    residual = .allocate(capacity: data.users)
    residual.initialize(repeating: 0, count: data.users)
  }

  deinit {
    candidates.deallocate()
    residual.deallocate()
  }

  func start(_ target: Int, _ slim: SLIM) -> UnsafeBufferPointer<Int32> {
    restart(target, UnsafeBufferPointer(start: nil, count: 0), residual)
    var count = 0
    func add(_ item: Int32) {
      candidates[count] = item
      count += 1
    }
    if slim.nonNegative {
      // Where nothing is negative, a residual only falls: what starts below l1 stays out for good.
      data.addCommon(with: target, to: common)
      common.take(without: Int32(target))
      let least = Float(slim.l1)
      for place in 0..<common.count where common.values[place] > least { add(common.columns[place]) }
    } else {
      // With signs even an item that nobody has together with the target may speak against it.
      for item in 0..<data.items where item != target && data.squares[item] > 0 { add(Int32(item)) }
    }
    return UnsafeBufferPointer(start: candidates, count: count)
  }

  func sweep(
    _ items: UnsafeBufferPointer<Int32>, _ net: needletail_net, _ weights: UnsafeMutablePointer<Float>
  ) -> Float {
    guard let first = items.baseAddress else { return 0 }
    return withUnsafePointer(to: net) { net in
      data.byItem.withUnsafeParts { offsets, users, values in
        needletail_descend_sparse(
          offsets, users, values, data.squares, first, items.count, net, weights, residual)
      }
    }
  }

  func settle(
    _ items: UnsafeBufferPointer<Int32>, sweeps: Int, tolerance: Float, _ net: needletail_net,
    _ weights: UnsafeMutablePointer<Float>
  ) -> Int {
    var count = 0
    while count < sweeps {
      let change = sweep(items, net, weights)
      count += 1
      if change <= tolerance * items.reduce(0, { max($0, abs(weights[Int($1)])) }) { break }
    }
    return count
  }

  func restart(
    _ target: Int, _ items: UnsafeBufferPointer<Int32>, _ weights: UnsafeMutablePointer<Float>
  ) {
    residual.update(repeating: 0, count: data.users)
    data.add(1, timesColumn: target, to: residual)
    for item in items { data.add(-weights[Int(item)], timesColumn: Int(item), to: residual) }
  }
}
