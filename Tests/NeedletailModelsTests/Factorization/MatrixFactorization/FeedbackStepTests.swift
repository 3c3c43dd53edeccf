import CKernels
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

/// A user's visit under SVD++ against the plain form that changes every y_j with every rating.
@Suite("Steps of SVD++")
struct FeedbackStepTests {
  /// Parameters in doubles, for one user and some items.
  struct Parameters {
    var p: [Double]
    var q: [[Double]]
    var y: [[Double]]
    var userBias: Double
    var itemBiases: [Double]

    /// Visits all ratings in order, with the plain updates.
    mutating func visit(_ items: [Int], _ values: [Float], mean: Double, rate: Double, l2: Double) -> Double {
      let root = 1 / Double(items.count).squareRoot()
      var total = 0.0
      for (item, value) in zip(items, values) {
        let z = p.indices.map { k in p[k] + root * items.reduce(0.0) { $0 + y[$1][k] } }
        let product = zip(z, q[item]).reduce(0.0) { $0 + $1.0 * $1.1 }
        let error = Double(value) - mean - userBias - itemBiases[item] - product
        total += error * error
        let old = q[item]
        userBias += rate * (error - l2 * userBias)
        itemBiases[item] += rate * (error - l2 * itemBiases[item])
        for k in p.indices {
          q[item][k] += rate * (error * z[k] - l2 * q[item][k])
          p[k] += rate * (error * old[k] - l2 * p[k])
          for j in items { y[j][k] += rate * (error * root * old[k] - l2 * y[j][k]) }
        }
      }
      return total
    }
  }

  @Test("are those of the plain form", arguments: [1, 7, 16, 20, 40, 100, 130])
  func plain(_ dimension: Int) {
    let count = 9
    func rows(_ seed: UInt64) -> [[Double]] {
      let matrix = Matrix.uniform(rows: count, columns: dimension, seed: seed)
      let scale = 1 / Double(dimension).squareRoot()
      return (0..<count).map { row in (0..<dimension).map { Double(matrix[row, $0]) * scale } }
    }
    var expected = Parameters(
      p: rows(1)[0], q: rows(2), y: rows(3), userBias: 0.1,
      itemBiases: (0..<count).map { Double($0) / 10 })
    let start = expected
    let items = [0, 2, 3, 5, 8]
    let values: [Float] = [5, 1, 3, 4, 2]
    let total = expected.visit(items, values, mean: 3, rate: 0.05, l2: 0.1)
    for kernel in GradientKernels.all {
      let (found, square) = Self.visit(
        start, items, values, mean: 3, rate: 0.05, l2: 0.1, kernel: kernel)
      #expect(abs(square - total) < 1e-4 * total)
      #expect(abs(found.userBias - expected.userBias) < 1e-5)
      #expect([found.p].distance([expected.p]) < 1e-5)
      #expect(found.q.distance(expected.q) < 1e-5)
      #expect(found.y.distance(expected.y) < 1e-5)
      #expect([found.itemBiases].distance([expected.itemBiases]) < 1e-5)
    }
  }

  private static func visit(
    _ start: Parameters, _ items: [Int], _ values: [Float], mean: Float, rate: Float, l2: Float,
    kernel: GradientKernels
  ) -> (Parameters, Double) {
    let dimension = start.p.count
    let stride = (dimension + 15) / 16 * 16
    func padded(_ rows: [[Double]]) -> [Float] {
      rows.flatMap { $0.map { Float($0) } + [Float](repeating: 0, count: stride - dimension) }
    }
    var users = padded([start.p])
    var (q, y) = (padded(start.q), padded(start.y))
    var userBiases = [Float(start.userBias)]
    var itemBiases = start.itemBiases.map { Float($0) }
    var offsets: [Int64] = [0, Int64(items.count)]
    var columns = items.map { Int32($0) }
    var values = values
    var steps = [Float](repeating: .nan, count: (items.count + 1) * stride)
    var biasSteps = [Float](repeating: .nan, count: items.count + 1)
    var share = [Float](repeating: .nan, count: stride)
    let square = users.withUnsafeMutableBufferPointer { users in
      q.withUnsafeMutableBufferPointer { q in
        y.withUnsafeMutableBufferPointer { y in
          userBiases.withUnsafeMutableBufferPointer { userBiases in
            itemBiases.withUnsafeMutableBufferPointer { itemBiases in
              offsets.withUnsafeMutableBufferPointer { offsets in
                columns.withUnsafeMutableBufferPointer { columns in
                  values.withUnsafeMutableBufferPointer { values in
                    var task = needletail_sgd_feedback(
                      stride: stride, users: users.baseAddress, items: q.baseAddress,
                      implicit: y.baseAddress, user_biases: userBiases.baseAddress,
                      item_biases: itemBiases.baseAddress, offsets: offsets.baseAddress,
                      columns: columns.baseAddress, values: values.baseAddress, mean: mean, rate: rate,
                      l2: l2)
                    let square = kernel.visitUser(&task, 0, &steps, &biasSteps, &share)
                    kernel.apply(&task, 0, 0, 2, steps, biasSteps, share)
                    kernel.apply(&task, 0, 2, items.count, steps, biasSteps, share)
                    return square
                  }
                }
              }
            }
          }
        }
      }
    }
    func rows(_ elements: [Float]) -> [[Double]] {
      Swift.stride(from: 0, to: elements.count, by: stride).map { start in
        elements[start..<start + dimension].map { Double($0) }
      }
    }
    return (
      Parameters(
        p: rows(users)[0], q: rows(q), y: rows(y), userBias: Double(userBiases[0]),
        itemBiases: itemBiases.map { Double($0) }), square
    )
  }

  @Test("a wave is small where users share many items and large where they share few")
  func waves() {
    #expect(FeedbackGradients.wave([10, 10, 10], users: 10, ratings: 30) == 8)
    #expect(FeedbackGradients.wave([Int](repeating: 5, count: 1000), users: 100, ratings: 5000) == 160)
    #expect(FeedbackGradients.wave([Int](repeating: 2, count: 1000), users: 10_000, ratings: 2000) == 256)
    #expect(FeedbackGradients.wave([], users: 0, ratings: 0) == 256)
  }
}
