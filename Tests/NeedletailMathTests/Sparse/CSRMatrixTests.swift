import NeedletailMath
import TestSupport
import Testing

@Suite("Sparse matrices")
struct CSRMatrixTests {
  @Test("rows are sorted, repeated columns added up, ones not stored")
  func building() {
    let matrix = CSRMatrix(columns: 5, rows: [[(4, 2), (1, 3), (4, 5)], [], [(0, 1)]])
    #expect(matrix.rows == 3 && matrix.columns == 5 && matrix.count == 3)
    #expect(matrix.entries(ofRow: 0).map(\.column) == [1, 4])
    #expect(matrix.entries(ofRow: 0).map(\.value) == [3, 7])
    #expect(matrix.count(ofRow: 1) == 0)
    #expect(matrix.columns(ofRow: 2)[0] == 0)
    #expect(matrix.isValid)
    let binary = CSRMatrix(columns: 2, rows: [[(1, 1), (0, 1)]])
    #expect(binary.values == nil)
    #expect(binary.value(at: 1) == 1)
  }

  @Test("transposing moves every entry, and twice changes nothing", arguments: [0, 1, 17, 65], [0, 1, 33])
  func transposition(rows: Int, columns: Int) {
    for binary in [true, false] {
      let matrix = CSRMatrix.random(rows: rows, columns: columns, density: 0.3, binary: binary, seed: 2)
      let transposed = matrix.transposed()
      #expect(transposed.isValid)
      #expect(transposed.rows == columns && transposed.columns == rows)
      #expect(transposed.transposed() == matrix)
      for column in 0..<columns {
        #expect(transposed.doubles[column] == matrix.doubles.map { $0[column] })
      }
    }
  }

  @Test("disorder and stray columns are found")
  func validity() {
    func matrix(_ offsets: [Int64], _ columns: [Int32]) -> CSRMatrix {
      CSRMatrix(
        rows: offsets.count - 1, columns: 3, rowOffsets: SharedBuffer(offsets),
        columnIndices: SharedBuffer(columns), values: nil)
    }
    #expect(matrix([0, 2, 3], [0, 2, 1]).isValid)
    #expect(!matrix([0, 2, 3], [2, 0, 1]).isValid)
    #expect(!matrix([0, 2, 3], [1, 1, 1]).isValid)
    #expect(!matrix([0, 2, 3], [0, 3, 1]).isValid)
    #expect(!matrix([0, 2, 3], [-1, 2, 1]).isValid)
    #expect(!matrix([0, 3, 2, 3], [0, 1, 2]).isValid)
  }
}
