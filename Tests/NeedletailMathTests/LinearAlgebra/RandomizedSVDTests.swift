import NeedletailMath
import TestSupport
import Testing

@Suite("Randomised singular value decomposition")
struct RandomizedSVDTests {
  private let pool = WorkerPool(threads: 2)

  @Test("LAPACK agrees with rotations of columns")
  func small() {
    let matrix = Matrix.uniform(rows: 17, columns: 17, seed: 3).doubles
    let (found, expected) = (SmallSVD(Array(matrix.joined()), order: 17), JacobiSVD(matrix))
    for (a, b) in zip(found.values, expected.values) { #expect(abs(a - b) < 1e-12) }
    // A = U Σ Vᵀ
    for row in 0..<17 {
      for column in 0..<17 {
        let element = (0..<17).reduce(0.0) {
          $0 + found.left[row * 17 + $1] * found.values[$1] * found.right[column * 17 + $1]
        }
        #expect(abs(element - matrix[row][column]) < 1e-12)
      }
    }
  }

  @Test(
    "the strongest values and vectors are those of the dense decomposition", arguments: [(90, 40), (40, 90)])
  func dense(rows: Int, columns: Int) throws {
    let matrix = CSRMatrix.random(rows: rows, columns: columns, density: 0.2, binary: false, seed: 4)
    let expected = JacobiSVD(matrix.doubles)
    // 6 + 26 of 40 directions, and powers: the first few are as exact as floats allow.
    let svd = try RandomizedSVD(
      of: matrix, rank: 6, oversampling: 26, powerIterations: 12, seed: 5, wantsLeft: true, pool: pool)
    let left = try #require(svd.left)
    for index in 0..<6 {
      let value = expected.values[index]
      #expect(abs(Double(svd.singularValues[index]) - value) < 1e-4 * expected.values[0])
      let cosine = (0..<columns).reduce(0.0) { $0 + Double(svd.right[$1, index]) * expected.right[index][$1] }
      #expect(abs(abs(cosine) - 1) < 1e-3)
      // X v = σ u
      for row in 0..<rows {
        let product = matrix.entries(ofRow: row).reduce(0.0) {
          $0 + Double($1.value) * Double(svd.right[$1.column, index])
        }
        #expect(abs(product - value * Double(left[row, index])) < 2e-3 * expected.values[0])
      }
    }
  }

  @Test("vectors are orthonormal, and the largest element on the right is positive")
  func orthonormal() throws {
    let matrix = CSRMatrix.random(rows: 3000, columns: 200, density: 0.05, binary: true, seed: 6)
    let svd = try RandomizedSVD(of: matrix, rank: 20, seed: 1, wantsLeft: true, pool: pool)
    for side in [try #require(svd.left), svd.right] {
      for a in 0..<20 {
        for b in 0...a {
          let product = (0..<side.rows).reduce(0.0) { $0 + Double(side[$1, a]) * Double(side[$1, b]) }
          #expect(abs(product - (a == b ? 1 : 0)) < 1e-5)
        }
      }
    }
    for column in 0..<20 {
      let elements = (0..<200).map { svd.right[$0, column] }
      #expect(elements.max { abs($0) < abs($1) }! > 0)
    }
    #expect(zip(svd.singularValues, svd.singularValues.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test("the error of the approximation comes near the least one")
  func approximation() throws {
    let matrix = CSRMatrix.random(rows: 300, columns: 120, density: 0.1, binary: true, seed: 7)
    let values = JacobiSVD(matrix.doubles).values
    let least = values.dropFirst(10).reduce(0) { $0 + $1 * $1 }
    let total = values.reduce(0) { $0 + $1 * $1 }
    let captured = try (0...4).map { iterations in
      try RandomizedSVD(of: matrix, rank: 10, powerIterations: iterations, seed: 2, pool: pool).singularValues
        .reduce(0.0) { $0 + Double($1) * Double($1) }
    }
    #expect(zip(captured, captured.dropFirst()).allSatisfy { $0 < $1 + 1e-3 })
    #expect((total - captured[4]) / least < 1.01)
  }

  @Test("a matrix of low rank, a zero one and an empty one have zeros past their rank")
  func lowRank() throws {
    let row = (0..<30).map { (column: $0, value: Float($0 + 1)) }
    let one = CSRMatrix(columns: 30, rows: [[(column: Int, value: Float)]](repeating: row, count: 25))
    let svd = try RandomizedSVD(of: one, rank: 4, seed: 1, pool: pool)
    let norm = Float((25 * row.reduce(0.0) { $0 + Double($1.value * $1.value) }).squareRoot())
    #expect(abs(svd.singularValues[0] - norm) < 1e-4 * norm)
    #expect(svd.singularValues[1...].allSatisfy { $0 < 1e-3 * norm })
    for empty in [
      CSRMatrix(columns: 3, rows: [[], []]), CSRMatrix(columns: 3, rows: []),
      CSRMatrix(columns: 0, rows: [[]]),
    ] {
      let svd = try RandomizedSVD(of: empty, rank: 2, seed: 1, wantsLeft: true, pool: pool)
      #expect(svd.singularValues == [0, 0])
      #expect(svd.right.elements.array.allSatisfy { $0 == 0 })
    }
  }

  @Test("the same bits for any number of threads; numbers that are not finite are an error")
  func threads() throws {
    let matrix = CSRMatrix.random(rows: 5000, columns: 700, density: 0.02, binary: true, seed: 8)
    let all = try [1, 2, 3].map {
      try RandomizedSVD(of: matrix, rank: 24, seed: 9, wantsLeft: true, pool: WorkerPool(threads: $0))
    }
    #expect(Set(all.map { $0.right.bitPatterns + $0.left!.bitPatterns }).count == 1)
    let bad = CSRMatrix(columns: 2, rows: [[(column: 0, value: .nan)]])
    #expect(throws: NonFiniteError.self) { try RandomizedSVD(of: bad, rank: 1, seed: 1, pool: pool) }
  }
}
