import CKernels
import NeedletailMath
import TestSupport
import Testing

/// The kernels in C, each instruction set against the plain version in doubles.
@Suite("ALS row kernels")
struct RowKernelTests {
  typealias Kernel =
    @convention(c) (
      UnsafePointer<needletail_als_rows>?, Int, Int, UnsafeMutablePointer<Float>?
    ) -> Int

  static var kernels: [(name: String, solve: Kernel)] {
    var kernels: [(String, Kernel)] = [("portable", needletail_als_solve_rows_portable)]
    #if arch(x86_64)
      if InstructionSet.current.rawValue >= 3 { kernels.append(("v3", needletail_als_solve_rows_v3)) }
      if InstructionSet.current.rawValue >= 4 { kernels.append(("v4", needletail_als_solve_rows_v4)) }
    #endif
    return kernels
  }

  @Test(
    "agree with doubles", arguments: [1, 2, 3, 15, 16, 17, 63, 64, 100, 128, 200],
    [0, 1, 7, 15, 16, 17, 33, 127, 128, 129, 300])
  func sizes(_ dimension: Int, _ entries: Int) {
    let problem = Problem(dimension: dimension, entries: entries, rows: 2, scale: 0.5)
    let (expected, losses) = problem.solveInDoubles()
    for kernel in Self.kernels {
      let (done, solved, found) = problem.solve(kernel.solve)
      #expect(done == 2)
      for (a, b) in zip(solved, expected) { #expect(abs(a - b) < 2e-5) }
      for (a, b) in zip(found, losses) { #expect(abs(a - b) < 1e-5 * (1 + b)) }
    }
  }

  @Test("a system too large for floats is left to doubles", arguments: [8, 40])
  func illConditioned(_ entries: Int) {
    var problem = Problem(dimension: 20, entries: entries, rows: 3, scale: 1e5)
    // Equal entries and hardly any ridge: the exact pivots are one, of elements near 1e12.
    problem.columns = problem.columns.map { $0 % 2 }
    problem.ridge = [1, 1e-3, 1]
    problem.spectrum = problem.spectrum.map { $0 * 1e-6 }
    for kernel in Self.kernels {
      #expect(problem.solve(kernel.solve).done < 3)
      let solved = problem.solveInDoubles().solved
      #expect(solved.allSatisfy { $0.isFinite })
      #expect(problem.predictions(solved).allSatisfy { abs($0 - 1) < 1e-2 })
    }
  }

  /// Rows of equal length with random entries.
  struct Problem {
    let dimension: Int
    let entries: Int
    let rows: Int
    let fixed: Matrix
    var columns: [Int32]
    var ridge: [Float]
    var spectrum: [Float]
    var weights: [Float]

    init(dimension: Int, entries: Int, rows: Int, scale: Float) {
      (self.dimension, self.entries, self.rows) = (dimension, entries, rows)
      var matrix = Matrix(rows: 50, columns: (dimension + 15) / 16 * 16)
      let random = Matrix.uniform(rows: 50, columns: dimension, seed: 9)
      for row in 0..<50 { for k in 0..<dimension { matrix[row, k] = random[row, k] * scale } }
      fixed = matrix
      columns = (0..<rows * entries).map { Int32($0 * 17 % 50) }
      ridge = (0..<rows).map { Float($0) * 0.5 + 0.5 }
      spectrum = (0..<dimension).map { 1 + 0.1 * Float($0) }
      weights = (0..<rows * entries).map { Float($0 % 5) / 2 }
    }

    func with<Result>(_ body: (inout needletail_als_rows) -> Result) -> (Result, [Float], [Double]) {
      var solved = [Float](repeating: .nan, count: rows * fixed.columns)
      var losses = [Double](repeating: .nan, count: rows)
      let offsets = (0...rows).map { Int64($0 * entries) }
      let result = fixed.withUnsafeBufferPointer { fixed in
        spectrum.withUnsafeBufferPointer { spectrum in
          ridge.withUnsafeBufferPointer { ridge in
            columns.withUnsafeBufferPointer { columns in
              weights.withUnsafeBufferPointer { weights in
                offsets.withUnsafeBufferPointer { offsets in
                  solved.withUnsafeMutableBufferPointer { solved in
                    losses.withUnsafeMutableBufferPointer { losses in
                      var task = needletail_als_rows(
                        dimension: dimension, stride: self.fixed.columns, fixed: fixed.baseAddress,
                        spectrum: spectrum.baseAddress, ridge: ridge.baseAddress,
                        offsets: offsets.baseAddress, columns: columns.baseAddress,
                        values: weights.baseAddress, targets: nil, solved: solved.baseAddress,
                        losses: losses.baseAddress)
                      return body(&task)
                    }
                  }
                }
              }
            }
          }
        }
      }
      return (result, solved, losses)
    }

    func solve(_ kernel: Kernel) -> (done: Int, solved: [Float], losses: [Double]) {
      var scratch = [Float](repeating: .nan, count: needletail_als_scratch(dimension, entries))
      let result = with { task in kernel(&task, 0, rows, &scratch) }
      return (done: result.0, solved: result.1, losses: result.2)
    }

    func solveInDoubles() -> (solved: [Float], losses: [Double]) {
      let m = min(dimension, entries)
      var scratch = [Double](repeating: .nan, count: m * m + 2 * m + dimension)
      let result = with { task in
        for row in 0..<rows { needletail_als_solve_row_in_doubles(&task, row, &scratch) }
      }
      return (result.1, result.2)
    }

    func predictions(_ solved: [Float]) -> [Double] {
      let counted = (0..<rows * entries).filter { weights[$0] > 0 }
      return counted.map { entry in
        let row = entry / entries * fixed.columns
        var sum = 0.0
        for k in 0..<dimension { sum += Double(solved[row + k]) * Double(fixed[Int(columns[entry]), k]) }
        return sum
      }
    }
  }
}
