import CKernels
import NeedletailMath

extension SoftmaxPass {
  /// Lays the queries of a strip out as lanes and as rows; places without a query become zero.
  func pack(_ block: SoftmaxBlock, strip: Int) {
    let (lanes, width) = (SoftmaxShape.strip, shape.width)
    let columns = memory.columns(of: strip)
    let rows = memory.rows(of: strip)
    columns.update(repeating: 0, count: batch.dimension * lanes)
    rows.update(repeating: 0, count: lanes * width)
    let scale = terms.binarySharpness
    for (lane, place) in block.places(of: strip).enumerated() {
      let query = batch.queries + Int(positions[place]) * batch.dimension
      for k in 0..<batch.dimension {
        columns[k * lanes + lane] = query[k] * scale
        rows[lane * width + k] = query[k] * terms.sharpness
      }
    }
  }

  /// The exponentials of a range of items and what they weigh, for all strips of a block.
  func forward(_ block: SoftmaxBlock, range: Int) {
    let items = shape.items(of: range)
    let rows = batch.items + items.lowerBound * batch.dimension
    guard gradients == nil else {
      return withWholeVectors(rows, count: items.count) { rows in
        for strip in 0..<block.strips {
          let exponentials = memory.exponentials(of: strip, range: range)
          exponentiate(block, strip: strip, range: range, rows: rows, stride: shape.width, into: exponentials)
          needletail_strip_sum_items(
            exponentials, rows, shape.width, shape.width, items.count, memory.parts(of: strip, range: range),
            shape.width)
        }
      }
    }
    let bytes = items.count * SoftmaxShape.strip * MemoryLayout<Float>.stride
    withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 64) { buffer in
      let exponentials = buffer.baseAddress!.assumingMemoryBound(to: Float.self)
      for strip in 0..<block.strips {
        exponentiate(
          block, strip: strip, range: range, rows: rows, stride: batch.dimension, into: exponentials)
      }
    }
  }

  /// The exponentials of one strip over one range, their largest logits and their sums.
  private func exponentiate(
    _ block: SoftmaxBlock, strip: Int, range: Int, rows: UnsafePointer<Float>, stride: Int,
    into logits: UnsafeMutablePointer<Float>
  ) {
    let items = shape.items(of: range)
    let most = memory.factors(of: strip, range: range)
    // Not minus infinity: where all logits are that, their difference should be too.
    most.update(repeating: -Float.greatestFiniteMagnitude, count: SoftmaxShape.strip)
    needletail_strip_logits(
      rows, stride, batch.dimension, items.count, batch.bias.map { $0 + items.lowerBound },
      terms.binarySharpness, memory.columns(of: strip), logits, most)
    let targets = memory.targets(of: strip)
    for (lane, place) in block.places(of: strip).enumerated() where items.contains(target(of: place)) {
      let logit = logits + (target(of: place) - items.lowerBound) * SoftmaxShape.strip + lane
      switch terms.target {
      case .among: targets[lane] = logit.pointee
      case .apart: logit.pointee = -.infinity
      }
    }
    needletail_strip_exponentials(logits, items.count, most, memory.sums(of: strip, range: range))
  }

  /// Calls the closure with rows of whole vectors: the rows themselves, or a copy with zeros behind each.
  private func withWholeVectors(
    _ rows: UnsafePointer<Float>, count: Int, _ body: (UnsafePointer<Float>) -> Void
  ) {
    guard shape.width != batch.dimension else { return body(rows) }
    let bytes = count * shape.width * MemoryLayout<Float>.stride
    withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 64) { buffer in
      let copy = buffer.baseAddress!.assumingMemoryBound(to: Float.self)
      copy.initialize(repeating: 0, count: count * shape.width)
      for row in 0..<count {
        (copy + row * shape.width).update(from: rows + row * batch.dimension, count: batch.dimension)
      }
      body(copy)
    }
  }
}
