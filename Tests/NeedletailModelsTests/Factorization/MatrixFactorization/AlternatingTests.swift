import NeedletailCore
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("Alternating least squares on ratings")
struct AlternatingTests {
  /// Rows of 0 or 1, a vector and a bias, as wide as the kernels want.
  private static func fixed(_ vectors: [[Float]], bias: Float = 0, one: Float = 0) -> Matrix {
    Matrix(vectors.map { [one] + $0 + [bias] + [Float](repeating: 0, count: 14 - $0.count) })
  }

  @Test(
    "one row has the worked figures, plain and weighted",
    arguments: [(false, [4.427481, -1.297710] as [Float]), (true, [4.024390, -0.853659])])
  func toy(_ isWeighted: Bool, _ expected: [Float]) throws {
    let history = CSRMatrix(columns: 2, rows: [[(column: 0, value: 5), (column: 1, value: 3)]])
    let foldIn = RatingFoldIn(
      dimension: 2, perRating: isWeighted ? 0.1 : 0, constant: isWeighted ? 0 : 0.1)
    let solved = try foldIn.solve(
      history, targets: SharedBuffer([5, 3]), fixed: Self.fixed([[1, 0], [1, 1]]))
    #expect(solved[0, 0] == 0)
    #expect(abs(solved[0, 1] - expected[0]) < 1e-5 && abs(solved[0, 2] - expected[1]) < 1e-5)
    #expect((3..<16).allSatisfy { solved[0, $0] == 0 })
  }

  @Test("ten sweeps over biases have the worked figures")
  func biases() {
    let matrix = CSRMatrix(
      columns: 3,
      rows: [
        [(column: 0, value: 5), (column: 1, value: 3)], [(column: 0, value: 4), (column: 2, value: 1)],
        [(column: 1, value: 4), (column: 2, value: 2)],
      ])
    let found = BiasSweeps(matrix)
    #expect(abs(found.mean - 19.0 / 6) < 1e-12)
    #expect([found.users].distance([[0.082102, -0.075534, -0.006568]]) < 1e-6)
    #expect([found.items].distance([[0.221675, 0.049261, -0.270936]]) < 1e-6)
  }

  /// The objective: squared errors and λ a rating, or a row, on biases and vectors.
  private static func loss(
    _ alternation: RatingAlternation, _ matrix: CSRMatrix, dimension: Int, l2: Double, isWeighted: Bool
  ) -> Double {
    let error = alternation.error()
    var total = error * error * Double(matrix.count)
    for (side, history) in [(alternation.users, matrix), (alternation.items, matrix.transposed())] {
      for row in 0..<history.rows {
        let count = Double(history.count(ofRow: row))
        let square = (1...dimension + 1).reduce(0.0) { $0 + Double(side[row, $1]) * Double(side[row, $1]) }
        total += l2 * (isWeighted ? count : 1) * square
      }
    }
    return total
  }

  @Test("no half-step raises the loss", arguments: [false, true], [3, 40])
  func monotone(_ isWeighted: Bool, _ dimension: Int) throws {
    let matrix = CSRMatrix.histories(rows: 40, columns: 30, weighted: true)
    var alternation = try RatingAlternation(
      matrix, dimension: dimension, l2: 0.1, isWeighted: isWeighted, isBiased: true, initialScale: 0.1,
      options: TrainingOptions())
    var last = Double.infinity
    for step in 0..<8 {
      if step % 2 == 0 { try alternation.solveUsers() } else { try alternation.solveItems() }
      let loss = Self.loss(
        alternation, matrix, dimension: dimension, l2: 0.1, isWeighted: isWeighted)
      #expect(loss <= last * (1 + 1e-5))
      last = loss
    }
  }

  @Test("a user's bias and vector are where the gradient is zero")
  func gradient() throws {
    let matrix = CSRMatrix.histories(rows: 20, columns: 15, weighted: true)
    var alternation = try RatingAlternation(
      matrix, dimension: 4, l2: 0.2, isWeighted: false, isBiased: true, initialScale: 0.5,
      options: TrainingOptions())
    try alternation.solveUsers()
    let items = alternation.items
    let mean = BiasSweeps(matrix).mean
    for user in 0..<20 where matrix.count(ofRow: user) > 0 {
      let start = (0..<5).map { k in Double(alternation.users[user, k == 0 ? 5 : k]) }
      func loss(_ x: [Double]) -> Double {
        matrix.entries(ofRow: user).reduce(0.2 * dot(x, x)) { sum, entry in
          let product = (1...4).reduce(0.0) { $0 + x[$1] * Double(items[entry.column, $1]) }
          let error = Double(entry.value) - mean - x[0] - Double(items[entry.column, 5]) - product
          return sum + error * error
        }
      }
      for k in 0..<5 {
        let differences = [1e-4, -1e-4].map { step in
          var moved = start
          moved[k] += step
          return loss(moved)
        }
        #expect(abs(differences[0] - differences[1]) / 2e-4 < 1e-3)
      }
    }
  }
}
