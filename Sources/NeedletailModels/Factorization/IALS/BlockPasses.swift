import CKernels
package import NeedletailMath

/// Vectors of new users by passes over blocks of dimensions, from zero, with the items as they are: the projection
/// that belongs to the block solver (Rendle, Krichene, Zhang and Koren, 2021, who make 8 passes).
///
/// A pass costs O(dimension · blockSize) an interaction and O(dimension² + dimension · blockSize²) a user, where the
/// closed form costs O(dimension²) and O(dimension³); it comes near, not quite there.
package struct BlockPasses: Sendable {
  private let items: Matrix
  private let algorithm: IALS
  /// α₀ times the Gramian's rows of each block, by columns and padded to 16.
  private let slices: [(block: Range<Int>, gramian: [Float])]

  /// Passes over the blocks of `algorithm.blockSize` dimensions.
  ///
  /// - Parameters:
  ///   - items: items × the dimension rounded up to 16, in any basis.
  ///   - algorithm: with λ itself in its `l2`.
  ///   - gramian: an element of the items' Gramian.
  package init(items: Matrix, algorithm: IALS, gramian: (_ row: Int, _ column: Int) -> Double) {
    self.items = items
    self.algorithm = algorithm
    slices = stride(from: 0, to: algorithm.dimension, by: algorithm.blockSize).map { first in
      let block = first..<min(first + algorithm.blockSize, algorithm.dimension)
      let padded = (block.count + 15) / 16 * 16
      var slice = [Float](repeating: 0, count: algorithm.dimension * padded)
      for k in 0..<algorithm.dimension {
        for (place, column) in block.enumerated() {
          slice[k * padded + place] = Float(algorithm.unobservedWeight * gramian(k, column))
        }
      }
      return (block, slice)
    }
  }

  /// The vectors of histories, on the calling thread.
  ///
  /// - Returns: rows × the dimension rounded up to 16.
  package func vectors(of history: CSRMatrix, passes: Int) -> Matrix {
    var solved = Matrix(rows: history.rows, columns: items.columns)
    var predictions = SharedBuffer<Float>(zeros: history.count)
    let ridge = algorithm.ridges(of: history)
    let largest = slices.map(\.block.count).max() ?? 0
    var scratch = SharedBuffer<Float>(zeros: max(needletail_als_block_scratch(largest), 1))
    solved.withUnsafeMutableBufferPointer { solved in
      predictions.withUnsafeMutableBufferPointer { predictions in
        scratch.withUnsafeMutableBufferPointer { scratch in
          for _ in 0..<passes {
            for (block, gramian) in slices {
              BlockStep.withPointers(history, ridge, items, gramian, nil) { pointers in
                var task = pointers
                (task.first, task.size) = (block.lowerBound, block.count)
                task.dimension = algorithm.dimension
                (task.predictions, task.moving) = (predictions.baseAddress, solved.baseAddress)
                needletail_als_move_block(&task, 0, history.rows, scratch.baseAddress)
              }
            }
          }
        }
      }
    }
    return solved
  }
}
