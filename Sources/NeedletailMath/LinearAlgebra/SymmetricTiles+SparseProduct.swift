import CKernels

extension SymmetricTiles {
  /// The product of sparse rows with the columns of one strip, each column then multiplied by a factor.
  ///
  /// An element is a chain of fused multiply-adds over the row's entries in ascending order, so it has the same
  /// bits in any batch, and as `multiply(_:columns:…)` gives it. Pieces of the matrix that lie across the
  /// diagonal are turned once for the whole batch: large batches stream the matrix from memory, they do not
  /// wait for it.
  /// - Parameters:
  ///   - batch: rows that were cut for these tiles.
  ///   - strip: which columns: `rows(ofStrip: strip)`.
  ///   - factors: one factor a column of the matrix.
  ///   - target: the first element of the result; all `batch.count × rows(ofStrip:).count` are written.
  ///   - stride: the distance between rows of the result.
  /// - Complexity: O(entries · edge), and O(order · edge) memory traffic.
  public func multiply(
    _ batch: SparseRowBatch, strip: Int, scaledBy factors: SharedBuffer<Float>,
    into target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let columns = rows(ofStrip: strip)
    let width = columns.count
    for row in 0..<batch.count { (target + row * stride).update(repeating: 0, count: width) }
    let turned = batch.parts.prefix(strip).map(\.distinct.count).max() ?? 0
    elements.withUnsafeBufferPointer { elements in
      let base = elements.baseAddress!
      withUnsafeTemporaryAllocation(of: Float.self, capacity: max(turned * width, 1)) { scratch in
        for (other, part) in batch.parts.enumerated() where !part.rows.isEmpty {
          if other < strip {
            let tile = base + offset(ofStrip: strip) + other * edge
            needletail_gather_columns(
              tile, self.stride(ofStrip: strip), width, part.distinct, part.distinct.count,
              scratch.baseAddress!)
            part.accumulate(
              scratch.baseAddress!, stride: width, part.slots, into: target, stride: stride, width: width)
          } else {
            let tile = base + offset(ofStrip: other) + columns.lowerBound
            part.accumulate(
              tile, stride: self.stride(ofStrip: other), part.columns, into: target, stride: stride,
              width: width)
          }
        }
      }
    }
    factors.withUnsafeBufferPointer { factors in
      for row in 0..<batch.count {
        needletail_scale(target + row * stride, factors.baseAddress! + columns.lowerBound, width)
      }
    }
  }

  /// The product of one sparse row with some columns, each then multiplied by its factor.
  ///
  /// - Parameters:
  ///   - row: columns, ascending, and values of the row.
  ///   - columns: column numbers of the matrix in any order.
  ///   - factors: one factor a column of the matrix.
  ///   - target: one element for each of `columns`.
  /// - Complexity: O(entries · columns), each from its own place in memory.
  public func multiply(
    _ row: (columns: [Int32], values: [Float]), columns: [Int32], scaledBy factors: SharedBuffer<Float>,
    into target: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(target.count == columns.count, "\(columns.count) columns into \(target.count) places")
    target.update(repeating: 0)
    let atOnce = 128
    let slots = Array(0..<Int32(row.columns.count))
    elements.withUnsafeBufferPointer { elements in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: max(row.columns.count * atOnce, 1)) { scratch in
        for first in Swift.stride(from: 0, to: columns.count, by: atOnce) {
          let width = min(atOnce, columns.count - first)
          for (slot, entry) in row.columns.enumerated() {
            for index in 0..<width {
              let column = columns[first + index]
              scratch[slot * width + index] =
                elements[place(Int(max(entry, column)), Int(min(entry, column)))]
            }
          }
          needletail_accumulate_rows(
            scratch.baseAddress!, width, slots, row.values, slots.count, target.baseAddress! + first, width)
        }
      }
    }
    for (index, column) in columns.enumerated() {
      let product = target[index] * factors[Int(column)]
      target[index] = product + 0
    }
  }
}

extension SparseRowBatch.Part {
  /// Adds rows of a block, chosen by the entries, to the rows of the result.
  fileprivate func accumulate(
    _ base: UnsafePointer<Float>, stride: Int, _ choice: [Int32], into target: UnsafeMutablePointer<Float>,
    stride targetStride: Int, width: Int
  ) {
    choice.withUnsafeBufferPointer { choice in
      values.withUnsafeBufferPointer { values in
        for (index, row) in rows.enumerated() {
          needletail_accumulate_rows(
            base, stride, choice.baseAddress! + starts[index], values.baseAddress! + starts[index],
            starts[index + 1] - starts[index], target + Int(row) * targetStride, width)
        }
      }
    }
  }
}
