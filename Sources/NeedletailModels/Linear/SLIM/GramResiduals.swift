import CKernels
import NeedletailMath

/// Residuals c − Gw by item: weights settle on a small dense block of the Gram matrix G. For items that many
/// users have.
final class GramResiduals: ResidualSpace {
  private let gram: DenseGram
  private let candidates: UnsafeMutablePointer<Int32>
  private let residual: UnsafeMutablePointer<Float>
  private var block: [Float] = []
  private var own: [Float] = []
  private var rest: [Float] = []

  /// The greatest number of active weights that get a dense block.
  private static let largestBlock = 4096

  /// Bytes of one thread.
  static func bytes(items: Int) -> Int {
    let block = min(largestBlock, items)
    return 16 * (items + 16) + 4 * block * (block + 16)
  }

  init(_ gram: DenseGram) {
    self.gram = gram
    candidates = .allocate(capacity: gram.items)
    residual = .allocate(capacity: gram.stride)
  }

  deinit {
    candidates.deallocate()
    residual.deallocate()
  }

  func start(_ target: Int, _ slim: SLIM) -> UnsafeBufferPointer<Int32> {
    var count = 0
    gram.values.withUnsafeBufferPointer { gram in
      let row = gram.baseAddress! + target * self.gram.stride
      residual.update(from: row, count: self.gram.stride)
      // Where nothing is negative, a residual only falls: what starts below l1 stays out for good. With signs
      // even an item that nobody has together with the target may speak against it.
      let least = slim.nonNegative ? Float(slim.l1) : -.infinity
      for item in 0..<self.gram.items
      where row[item] > least && item != target && gram[item * (self.gram.stride + 1)] > 0 {
        candidates[count] = Int32(item)
        count += 1
      }
    }
    return UnsafeBufferPointer(start: candidates, count: count)
  }

  func sweep(
    _ items: UnsafeBufferPointer<Int32>, _ net: needletail_net, _ weights: UnsafeMutablePointer<Float>
  ) -> Float {
    guard let first = items.baseAddress else { return 0 }
    return withUnsafePointer(to: net) { net in
      gram.values.withUnsafeBufferPointer {
        needletail_descend(
          $0.baseAddress!, gram.stride, gram.stride, first, items.count, net, weights, residual)
      }
    }
  }

  func settle(
    _ items: UnsafeBufferPointer<Int32>, sweeps: Int, tolerance: Float, _ net: needletail_net,
    _ weights: UnsafeMutablePointer<Float>
  ) -> Int {
    guard sweeps > 0, !items.isEmpty, items.count <= Self.largestBlock else { return 0 }
    let stride = (items.count + 15) / 16 * 16
    if block.count < items.count * stride { block = [Float](repeating: 0, count: items.count * stride) }
    own.removeAll(keepingCapacity: true)
    rest.removeAll(keepingCapacity: true)
    for item in items {
      own.append(weights[Int(item)])
      rest.append(residual[Int(item)])
    }
    var count = 0
    gram.values.withUnsafeBufferPointer { gram in
      block.withUnsafeMutableBufferPointer { block in
        needletail_gather_block(
          gram.baseAddress!, self.gram.stride, items.baseAddress!, items.count, block.baseAddress!, stride)
        withUnsafePointer(to: net) { net in
          while count < sweeps {
            let change = needletail_descend(
              block.baseAddress!, stride, items.count, nil, items.count, net, &own, &rest)
            count += 1
            if change <= tolerance * own.reduce(0, { max($0, abs($1)) }) { break }
          }
        }
      }
    }
    for (place, item) in items.enumerated() { weights[Int(item)] = own[place] }
    return count
  }

  func restart(
    _ target: Int, _ items: UnsafeBufferPointer<Int32>, _ weights: UnsafeMutablePointer<Float>
  ) {
    gram.values.withUnsafeBufferPointer { gram in
      residual.update(from: gram.baseAddress! + target * self.gram.stride, count: self.gram.stride)
      guard let first = items.baseAddress else { return }
      let factors = items.map { -weights[Int($0)] }
      needletail_accumulate_rows(
        gram.baseAddress!, self.gram.stride, first, factors, items.count, residual, self.gram.stride)
    }
  }
}
