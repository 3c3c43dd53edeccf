import NeedletailMath
import TestSupport
import Testing

@Suite("Matrices")
struct MatrixTests {
  @Test("rows, elements and the subscript agree")
  func access() {
    var matrix = Matrix([[1, 2, 3], [4, 5, 6]])
    #expect(matrix.rows == 2 && matrix.columns == 3)
    #expect(matrix[1, 0] == 4)
    #expect((0..<3).map { matrix.row(1)[$0] } == [4, 5, 6])
    let copy = matrix
    matrix[0, 2] = 9
    #expect(matrix.elements.array == [1, 2, 9, 4, 5, 6])
    #expect(copy[0, 2] == 3)
    matrix.withUnsafeMutableBufferPointer { $0[0] = 7 }
    #expect(matrix.withUnsafeBufferPointer { $0[0] } == 7)
    #expect(Matrix(rows: 2, columns: 2) == Matrix([[0, 0], [0, 0]]))
  }

  @Test("transposing twice changes nothing", arguments: [0, 1, 7, 33], [0, 1, 8, 65])
  func transposition(rows: Int, columns: Int) {
    let matrix = Matrix.uniform(rows: rows, columns: columns, seed: 1)
    let transposed = matrix.transposed()
    #expect(transposed.rows == columns && transposed.columns == rows)
    #expect(transposed.transposed() == matrix)
    for row in 0..<rows { #expect((0..<columns).allSatisfy { transposed[$0, row] == matrix[row, $0] }) }
  }
}
