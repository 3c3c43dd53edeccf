import Glibc
import NeedletailMath
import TestSupport
import Testing

/// Sizes around the widths of vectors and tiles.
private let oddSizes = [0, 1, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 1000]

@Suite("Sparse products")
struct SparseProductTests {
  @Test("sparse × dense is the scalar chain, on every instruction set", arguments: oddSizes)
  func dense(width: Int) {
    let sparse = CSRMatrix.random(rows: 90, columns: 21, density: 0.3, binary: false, seed: 1)
    let other = Matrix.uniform(rows: 21, columns: width, seed: 2)
    var expected = Matrix(rows: 90, columns: width)
    for row in 0..<90 {
      for column in 0..<width {
        var sum: Float = 0
        for (k, value) in sparse.entries(ofRow: row) { sum = fmaf(value, other[k, column], sum) }
        expected[row, column] = sum
      }
    }
    for set in InstructionSet.allCases {
      InstructionSet.limit(to: set)
      let product = sparse.multiplied(by: other, pool: WorkerPool(threads: 1))
      InstructionSet.limit(to: .x86v4)
      #expect(product.bitPatterns == expected.bitPatterns)
    }
  }

  @Test("sparse × tiles is the scalar chain, whole strips and single columns", arguments: oddSizes.dropLast())
  func tiles(order: Int) {
    var tiles = SymmetricTiles(order: order, edge: 16)
    tiles.addGram(of: .uniform(rows: 9, columns: order, seed: 3), pool: WorkerPool(threads: 1))
    let factors = (0..<order).map { Float($0 % 5) - 2 }
    let sparse = CSRMatrix.random(rows: 13, columns: order, density: 0.25, binary: false, seed: 4)
    let rows = (0..<13).map { row -> (columns: [Int32], values: [Float]) in
      let entries = sparse.entries(ofRow: row)
      return (entries.map { Int32($0.column) }, entries.map(\.value))
    }
    var result = Matrix(rows: 13, columns: order)
    let batch = SparseRowBatch(rows, for: tiles)
    result.withUnsafeMutableBufferPointer { target in
      for strip in 0..<tiles.stripCount {
        tiles.multiply(
          batch, strip: strip, scaledBy: SharedBuffer(factors),
          into: target.baseAddress! + tiles.rows(ofStrip: strip).lowerBound, stride: order)
      }
    }
    for row in 0..<13 {
      let expected = (0..<order).map { column -> Float in
        var sum: Float = 0
        for (k, value) in zip(rows[row].columns, rows[row].values) {
          sum = fmaf(value, tiles[Int(k), column], sum)
        }
        let product = sum * factors[column]
        return product + 0
      }
      #expect((0..<order).map { result[row, $0].bitPattern } == expected.map(\.bitPattern))
      let columns = (0..<order).reversed().map { Int32($0) } + (order > 0 ? [0, 0] : [])
      var some = Matrix(rows: 1, columns: columns.count)
      some.withUnsafeMutableBufferPointer { target in
        tiles.multiply(rows[row], columns: columns, scaledBy: SharedBuffer(factors), into: target)
      }
      #expect(some.bitPatterns == columns.map { expected[Int($0)].bitPattern })
    }
  }
}
