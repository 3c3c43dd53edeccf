import CKernels
import NeedletailMath
import TestSupport
import Testing

/// Steps of gradient descent on ratings, each instruction set against doubles.
@Suite("Steps on ratings")
struct RatingStepTests {
  /// Parameters of a few users and items; rows are `stride` floats apart.
  struct State {
    var users: [Float]
    var items: [Float]
    var userBiases: [Float]
    var itemBiases: [Float]
    let stride: Int

    init(users: [[Float]], items: [[Float]], userBiases: [Float], itemBiases: [Float]) {
      let dimension = users.first?.count ?? 1
      let stride = (dimension + 15) / 16 * 16
      self.stride = stride
      func padded(_ rows: [[Float]]) -> [Float] {
        rows.flatMap { $0 + [Float](repeating: 0, count: stride - dimension) }
      }
      self.users = padded(users)
      self.items = padded(items)
      self.userBiases = userBiases
      self.itemBiases = itemBiases
    }

    mutating func visit(
      _ kernel: GradientKernels.Visit, runs: [needletail_sgd_run], columns: [Int32], values: [Float],
      mean: Float, rate: Float, l2: Float
    ) -> Double {
      let stride = stride
      return users.withUnsafeMutableBufferPointer { users in
        items.withUnsafeMutableBufferPointer { items in
          userBiases.withUnsafeMutableBufferPointer { userBiases in
            itemBiases.withUnsafeMutableBufferPointer { itemBiases in
              columns.withUnsafeBufferPointer { columns in
                values.withUnsafeBufferPointer { values in
                  var task = needletail_sgd_ratings(
                    stride: stride, users: users.baseAddress, items: items.baseAddress,
                    user_biases: userBiases.baseAddress, item_biases: itemBiases.baseAddress,
                    columns: columns.baseAddress, values: values.baseAddress, mean: mean, rate: rate,
                    bias_rate: rate, l2: l2)
                  return kernel(&task, runs, nil, runs.count)
                }
              }
            }
          }
        }
      }
    }
  }

  @Test("one step has the worked figures", arguments: GradientKernels.all)
  func toy(_ kernel: GradientKernels) {
    var state = State(users: [[0.1, -0.2]], items: [[0.3, 0.1]], userBiases: [0.1], itemBiases: [-0.2])
    let square = state.visit(
      kernel.visit, runs: [needletail_sgd_run(user: 0, first: 0, last: 1)], columns: [0], values: [4],
      mean: 3.5, rate: 0.005, l2: 0.02)
    #expect(abs(square.squareRoot() - 0.59) < 1e-6)
    #expect(abs(state.userBiases[0] - 0.10294) < 1e-6)
    #expect(abs(state.itemBiases[0] + 0.19703) < 1e-6)
    #expect(abs(state.users[0] - 0.100875) < 1e-6 && abs(state.users[1] + 0.199685) < 1e-6)
    #expect(abs(state.items[0] - 0.300265) < 1e-6 && abs(state.items[1] - 0.0994) < 1e-6)
    #expect(state.users[2...].allSatisfy { $0 == 0 } && state.items[2...].allSatisfy { $0 == 0 })
  }

  @Test("a step goes down half the gradient of its loss", arguments: GradientKernels.all)
  func gradient(_ kernel: GradientKernels) {
    let (p, q): ([Double], [Double]) = ([0.4, -0.7, 0.2], [0.3, 0.5, -0.1])
    let biases = [0.2, -0.1]
    func loss(_ x: [Double]) -> Double {
      let error = 4 - 3 - x[0] - x[1] - (0..<3).reduce(0) { $0 + x[2 + $1] * x[5 + $1] }
      return error * error + 0.3 * x.reduce(0) { $0 + $1 * $1 }
    }
    var state = State(
      users: [p.map { Float($0) }], items: [q.map { Float($0) }], userBiases: [0.2], itemBiases: [-0.1])
    let rate: Float = 1e-3
    _ = state.visit(
      kernel.visit, runs: [needletail_sgd_run(user: 0, first: 0, last: 1)], columns: [0], values: [4],
      mean: 3, rate: rate, l2: 0.3)
    let before = biases + p + q
    let after =
      [Double(state.userBiases[0]), Double(state.itemBiases[0])] + state.users.prefix(3).map { Double($0) }
      + state.items.prefix(3).map { Double($0) }
    for index in before.indices {
      let differences = [1e-5, -1e-5].map { step in
        var moved = before
        moved[index] += step
        return loss(moved)
      }
      let gradient = (differences[0] - differences[1]) / 2e-5
      #expect(abs((after[index] - before[index]) / Double(rate) + gradient / 2) < 2e-4)
    }
  }

  @Test("agree with doubles", arguments: [1, 2, 15, 16, 17, 33, 50, 64, 80, 100, 112, 128, 129, 300])
  func sizes(_ dimension: Int) {
    let (users, items) = (5, 7)
    let (u, v) = (
      Matrix.uniform(rows: users, columns: dimension, seed: 1),
      Matrix.uniform(rows: items, columns: dimension, seed: 2)
    )
    let scale = 1 / Float(dimension).squareRoot()
    func rows(_ matrix: Matrix) -> [[Float]] {
      (0..<matrix.rows).map { row in (0..<dimension).map { matrix[row, $0] * scale } }
    }
    let start = State(
      users: rows(u), items: rows(v), userBiases: [0.1, 0, -0.1, 0.2, 0],
      itemBiases: (0..<7).map { Float($0) / 20 })
    let columns: [Int32] = [0, 3, 6, 1, 2, 2, 5, 0, 4, 6, 3, 1]
    let values = columns.indices.map { Float($0 % 5 + 1) }
    let runs = [(4, 0, 3), (0, 3, 5), (2, 5, 5), (1, 5, 9), (3, 9, 12)].map {
      needletail_sgd_run(user: Int32($0.0), first: Int32($0.1), last: Int32($0.2))
    }
    var expected = start
    let square = reference(&expected, runs, columns, values, mean: 3, rate: 0.05, l2: 0.1)
    for kernel in GradientKernels.all {
      var state = start
      let found = state.visit(
        kernel.visit, runs: runs, columns: columns, values: values, mean: 3, rate: 0.05, l2: 0.1)
      #expect(abs(found - square) < 1e-4 * square)
      for (a, b) in [
        (state.users, expected.users), (state.items, expected.items),
        (state.userBiases, expected.userBiases), (state.itemBiases, expected.itemBiases),
      ] {
        #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-5 })
      }
    }
  }

  /// The same steps, plainly.
  private func reference(
    _ state: inout State, _ runs: [needletail_sgd_run], _ columns: [Int32], _ values: [Float], mean: Double,
    rate: Double, l2: Double
  ) -> Double {
    var (p, q) = (state.users.map { Double($0) }, state.items.map { Double($0) })
    var (a, b) = (state.userBiases.map { Double($0) }, state.itemBiases.map { Double($0) })
    var total = 0.0
    for run in runs {
      for entry in Int(run.first)..<Int(run.last) {
        let (user, item) = (Int(run.user), Int(columns[entry]))
        let (from, to) = (user * state.stride, item * state.stride)
        let product = (0..<state.stride).reduce(0.0) { $0 + p[from + $1] * q[to + $1] }
        let error = Double(values[entry]) - mean - a[user] - b[item] - product
        total += error * error
        a[user] += rate * (error - l2 * a[user])
        b[item] += rate * (error - l2 * b[item])
        for k in 0..<state.stride {
          let (old, other) = (p[from + k], q[to + k])
          p[from + k] += rate * (error * other - l2 * old)
          q[to + k] += rate * (error * old - l2 * other)
        }
      }
    }
    (state.users, state.items) = (p.map { Float($0) }, q.map { Float($0) })
    (state.userBiases, state.itemBiases) = (a.map { Float($0) }, b.map { Float($0) })
    return total
  }
}
