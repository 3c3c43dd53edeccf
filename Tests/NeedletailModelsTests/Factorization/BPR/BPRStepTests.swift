import CKernels
import NeedletailMath
import TestSupport
import Testing

/// Steps of BPR, each instruction set against doubles.
@Suite("Steps of BPR")
struct BPRStepTests {
  struct State {
    var users: [Float]
    var items: [Float]
    var biases: [Float]
    let stride: Int
  }

  /// Rates of a step.
  struct Rates {
    var rate: Float = 0.05
    var biasRate: Float = 0
    var user: Float = 0.0025
    var positive: Float = 0.0025
    var negative: Float = 0.00025
    var bias: Float = 0
  }

  private static func visit(
    _ kernel: GradientKernels, _ state: inout State, _ rates: Rates, runs: [needletail_sgd_run],
    columns: [Int32], members: [Int32], draws: Int = 1, seed: UInt64 = 3
  ) -> (right: Int, visited: Int) {
    let stride = state.stride
    var visited = 0
    let right = state.users.withUnsafeMutableBufferPointer { users in
      state.items.withUnsafeMutableBufferPointer { items in
        state.biases.withUnsafeMutableBufferPointer { biases in
          columns.withUnsafeBufferPointer { columns in
            members.withUnsafeBufferPointer { members in
              var task = needletail_sgd_pairs(
                stride: stride, users: users.baseAddress, items: items.baseAddress,
                item_biases: biases.baseAddress, columns: columns.baseAddress, members: members.baseAddress,
                member_count: members.count, draws: draws, rate: rates.rate, bias_rate: rates.biasRate,
                l2_user: rates.user, l2_positive: rates.positive, l2_negative: rates.negative,
                l2_bias: rates.bias)
              return kernel.visitPairs(&task, runs, nil, runs.count, seed, &visited)
            }
          }
        }
      }
    }
    return (right, visited)
  }

  /// One user with item 0; item 1 is the only negative.
  private static func pair(_ w: [Float], _ hi: [Float], _ hj: [Float]) -> State {
    let stride = 16
    func padded(_ row: [Float]) -> [Float] { row + [Float](repeating: 0, count: stride - row.count) }
    return State(users: padded(w), items: padded(hi) + padded(hj), biases: [0, 0], stride: stride)
  }

  private static let one = [needletail_sgd_run(user: 0, first: 0, last: 1)]

  @Test("one step has the worked figures", arguments: GradientKernels.all)
  func toy(_ kernel: GradientKernels) {
    var state = Self.pair([0.1, 0.2], [0.3, -0.1], [-0.2, 0.4])
    let (right, visited) = Self.visit(
      kernel, &state, Rates(), runs: Self.one, columns: [0], members: [1])
    #expect(right == 0 && visited == 1)
    for (found, expected) in [
      (state.users[0], 0.112800), (state.users[1], 0.187163), (state.items[0], 0.302525),
      (state.items[1], -0.094863), (state.items[16], -0.202560), (state.items[17], 0.394870),
    ] as [(Float, Float)] { #expect(abs(found - expected) < 1e-6) }
    #expect(state.biases == [0, 0])
  }

  @Test("a step goes down the gradient of −ln σ(x) + l2 parts", arguments: GradientKernels.all)
  func gradient(_ kernel: GradientKernels) {
    let start: [Double] = [0.4, -0.7, 0.3, 0.5, -0.1, 0.6, 0.2, -0.3]
    func loss(_ v: [Double]) -> Double {
      let x = v[6] - v[7] + v[0] * (v[2] - v[4]) + v[1] * (v[3] - v[5])
      let squares = v.map { $0 * $0 / 2 }
      return log1pExp(-x) + 0.1 * (squares[0] + squares[1]) + 0.2 * (squares[2] + squares[3])
        + 0.3 * (squares[4] + squares[5]) + 0.4 * (squares[6] + squares[7])
    }
    var state = Self.pair(
      [Float(start[0]), Float(start[1])], [Float(start[2]), Float(start[3])],
      [Float(start[4]), Float(start[5])])
    state.biases = [Float(start[6]), Float(start[7])]
    let rates = Rates(rate: 1e-3, biasRate: 1e-3, user: 0.1, positive: 0.2, negative: 0.3, bias: 0.4)
    _ = Self.visit(kernel, &state, rates, runs: Self.one, columns: [0], members: [1])
    let after = [
      state.users[0], state.users[1], state.items[0], state.items[1], state.items[16], state.items[17],
      state.biases[0], state.biases[1],
    ]
    for index in start.indices {
      let differences = [1e-5, -1e-5].map { step in
        var moved = start
        moved[index] += step
        return loss(moved)
      }
      let gradient = (differences[0] - differences[1]) / 2e-5
      #expect(abs((Double(after[index]) - start[index]) / 1e-3 + gradient) < 3e-4)
    }
  }

  private func log1pExp(_ x: Double) -> Double {
    // ln(1 + eˣ) by its integral, to stay clear of the code under test: Simpson's rule from 0.
    let steps = 2000
    func slope(_ t: Double) -> Double { 1 / (1 + exponential(-t)) }
    let width = x / Double(steps)
    var sum = slope(0) + slope(x)
    for index in 1..<steps { sum += (index % 2 == 0 ? 2 : 4) * slope(Double(index) * width) }
    return 0.6931471805599453 + sum * width / 3
  }

  private func exponential(_ x: Double) -> Double {
    (1...30).reversed().reduce(1.0) { 1 + x / Double($1) * $0 }
  }

  @Test("all instruction sets do the same", arguments: [1, 16, 32, 64, 100, 200], [1, 4])
  func sets(_ dimension: Int, _ draws: Int) {
    let stride = (dimension + 15) / 16 * 16
    func padded(_ matrix: Matrix) -> [Float] {
      (0..<matrix.rows).flatMap { row in
        (0..<stride).map { $0 < dimension ? matrix[row, $0] / Float(dimension).squareRoot() : 0 }
      }
    }
    let start = State(
      users: padded(Matrix.uniform(rows: 4, columns: dimension, seed: 1)),
      items: padded(Matrix.uniform(rows: 20, columns: dimension, seed: 2)),
      biases: (0..<20).map { Float($0) / 40 }, stride: stride)
    let columns: [Int32] = [0, 4, 9, 12, 3, 4, 17]
    let runs = [(2, 0, 4), (0, 4, 4), (1, 4, 7)].map {
      needletail_sgd_run(user: Int32($0.0), first: Int32($0.1), last: Int32($0.2))
    }
    let states = GradientKernels.all.map { kernel in
      var state = start
      let counts = Self.visit(
        kernel, &state, Rates(biasRate: 0.05), runs: runs, columns: columns,
        members: Array(0..<20), draws: draws)
      #expect(counts.visited == 7)
      return state
    }
    for state in states {
      #expect(zip(state.users, states[0].users).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(zip(state.items, states[0].items).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(zip(state.biases, states[0].biases).allSatisfy { abs($0 - $1) < 1e-5 })
    }
    #expect(states[0].users != start.users)
  }

  @Test("a user who has everything is left alone", arguments: GradientKernels.all)
  func everything(_ kernel: GradientKernels) {
    var state = Self.pair([1, 2], [3, 4], [5, 6])
    let before = state.items
    let counts = Self.visit(
      kernel, &state, Rates(), runs: [needletail_sgd_run(user: 0, first: 0, last: 2)], columns: [0, 1],
      members: [0, 1])
    #expect(counts.visited == 0 && state.items == before)
  }
}
