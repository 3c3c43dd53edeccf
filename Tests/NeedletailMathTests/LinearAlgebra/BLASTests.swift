import NeedletailMath
import TestSupport
import Testing

@Suite("BLAS on blocks")
struct BLASTests {
  @Test("the kernels in use have a name")
  func coreName() { #expect(!BLAS.coreName.isEmpty) }

  @Test(
    "products with every pair of orientations agree with doubles", arguments: [1, 7, 17, 64], [1, 9, 33])
  func products(rows: Int, inner: Int) {
    let columns = 13
    for (left, right) in [(false, false), (false, true), (true, false), (true, true)] {
      let a = Matrix.uniform(rows: left ? inner : rows, columns: left ? rows : inner, seed: 1)
      let b = Matrix.uniform(rows: right ? columns : inner, columns: right ? inner : columns, seed: 2)
      var c = Matrix.uniform(rows: rows, columns: columns, seed: 3)
      let before = c.doubles
      update(&c) { c in
        read(a) { a in
          read(b) { b in
            BLAS.multiply(
              left ? a.transposed : a.plain, right ? b.transposed : b.plain, scale: 2, into: c, keeping: -1)
          }
        }
      }
      let product = LinearAlgebraOracle.product(
        (left ? a.transposed() : a).doubles, (right ? b.transposed() : b).doubles)
      for i in 0..<rows {
        for j in 0..<columns {
          #expect(abs(Double(c[i, j]) - (2 * product[i][j] - before[i][j])) < 1e-5)
        }
      }
    }
  }

  @Test("a factor, its inverse and the inverse of the matrix fit together", arguments: [1, 8, 33, 65])
  func factorisation(order: Int) {
    let source = positiveDefinite(order)
    let expected = LinearAlgebraOracle.inverse(source.doubles)
    var factor = source
    update(&factor) { #expect(BLAS.factorise(lower: $0) == nil) }
    var inverse = factor
    update(&inverse) { BLAS.invert(factored: $0) }
    var triangle = factor
    update(&triangle) { BLAS.invert(lower: $0) }
    for i in 0..<order {
      for j in 0...i {
        #expect(abs(Double(inverse[i, j]) - expected[i][j]) < 1e-4)
        let product = (j...i).reduce(0) { $0 + factor[i, $1] * triangle[$1, j] }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-4)
      }
    }
  }

  @Test("solving by a triangle undoes the product with it", arguments: [false, true])
  func solving(transposed: Bool) {
    var lower = positiveDefinite(20)
    for i in 0..<20 { for j in i + 1..<max(20, i + 1) { lower[i, j] = 0 } }
    let source = Matrix.uniform(rows: 7, columns: 20, seed: 5)
    var target = Matrix(rows: 7, columns: 20)
    read(lower) { lower in
      read(source) { source in
        update(&target) { target in
          BLAS.multiply(source.plain, transposed ? lower.transposed : lower.plain, into: target)
          BLAS.solve(target, byLower: lower, transposed: transposed, scale: 3)
        }
      }
    }
    for (solved, original) in zip(target.elements.array, source.elements.array) {
      #expect(abs(solved - 3 * original) < 1e-4)
    }
  }

  @Test("the first bad pivot is named")
  func indefinite() {
    var matrix = Matrix(rows: 5, columns: 5)
    for i in 0..<5 { matrix[i, i] = i == 3 ? 0 : 1 }
    update(&matrix) { #expect(BLAS.factorise(lower: $0) == 3) }
  }

  private func positiveDefinite(_ order: Int) -> Matrix {
    let root = Matrix.uniform(rows: order + 3, columns: order, seed: 4)
    let gram = LinearAlgebraOracle.gram(root.doubles)
    return Matrix(
      (0..<order).map { i in (0..<order).map { Float(gram[i][$0]) + (i == $0 ? 1 : 0) } })
  }

  private func read(_ matrix: Matrix, _ body: (BLAS.Block) -> Void) {
    matrix.withUnsafeBufferPointer { elements in
      body(
        BLAS.Block(
          UnsafeMutablePointer(mutating: elements.baseAddress!), rows: matrix.rows, columns: matrix.columns))
    }
  }

  private func update(_ matrix: inout Matrix, _ body: (BLAS.Block) -> Void) {
    let (rows, columns) = (matrix.rows, matrix.columns)
    matrix.withUnsafeMutableBufferPointer {
      body(BLAS.Block($0.baseAddress!, rows: rows, columns: columns))
    }
  }
}
