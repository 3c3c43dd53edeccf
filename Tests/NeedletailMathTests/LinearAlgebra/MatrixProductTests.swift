import NeedletailMath
import TestSupport
import Testing

@Suite("Products of matrices in tiles")
struct MatrixProductTests {
  @Test("agree with doubles in every orientation", arguments: [(3, 5, 4), (600, 70, 1100), (1, 1, 1)])
  func orientations(rows: Int, inner: Int, columns: Int) throws {
    let pool = WorkerPool(threads: 2)
    for (left, right) in [(false, false), (false, true), (true, false), (true, true)] {
      let a = Matrix.uniform(rows: left ? inner : rows, columns: left ? rows : inner, seed: 1)
      let b = Matrix.uniform(rows: right ? columns : inner, columns: right ? inner : columns, seed: 2)
      var c = Matrix.uniform(rows: rows, columns: columns, seed: 3)
      let before = c
      try c.multiply(left ? a.turned : a.plain, right ? b.turned : b.plain, scale: 2, keeping: -1, pool: pool)
      let (x, y) = (left ? a.transposed() : a, right ? b : b.transposed())
      for row in Set([0, rows / 2, rows - 1]) {
        for column in Set([0, columns / 3, columns - 1]) {
          let product = (0..<inner).reduce(0.0) { $0 + Double(x[row, $1]) * Double(y[column, $1]) }
          #expect(abs(Double(c[row, column]) - (2 * product - Double(before[row, column]))) < 1e-4)
        }
      }
      var alone = before
      try alone.multiply(
        left ? a.turned : a.plain, right ? b.turned : b.plain, scale: 2, keeping: -1,
        pool: WorkerPool(threads: 1))
      #expect(alone.bitPatterns == c.bitPatterns)
    }
  }

  @Test("nothing to sum over leaves what is kept")
  func empty() throws {
    var c = Matrix([[1, 2]])
    try c.multiply(
      Matrix(rows: 1, columns: 0).plain, Matrix(rows: 0, columns: 2).plain, keeping: 3,
      pool: WorkerPool(threads: 1))
    #expect(c == Matrix([[3, 6]]))
  }
}
