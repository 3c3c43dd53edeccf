import Foundation
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailNeural
import NeedletailTensor
import Testing

@Suite("Logits of neural collaborative filtering")
struct LogitTests {
  private func model(_ network: CollaborativeNetwork) -> CollaborativeModel {
    CollaborativeModel(
      GMF(dimension: 8), network,
      fingerprints: SharedBuffer(
        repeating: Int64(bitPattern: Profile.empty.fingerprint), count: network.users.rows))
  }

  /// Scores of the stored rows of all users.
  private func scores(_ network: CollaborativeNetwork) throws -> [[Float]] {
    var scores = Matrix(rows: network.users.rows, columns: network.items.rows)
    let queries = (0..<network.users.rows).map { Query(user: UserRow($0), profile: .empty) }
    try model(network).score(queries, candidates: .all, into: &scores)
    return (0..<scores.rows).map { row in (0..<scores.columns).map { scores[row, $0] } }
  }

  private func row(_ network: CollaborativeNetwork, _ user: Int) -> [Float] {
    (0..<network.shape.width).map { network.users[user, $0] }
  }

  @Test("of the host are those of the formula", arguments: shapes)
  func formula(_ shape: CollaborativeShape) throws {
    let network = try randomNetwork(shape)
    for (user, scores) in try scores(network).enumerated() {
      for (item, score) in scores.enumerated() {
        let expected = plainLogit(network, row: row(network, user), item: item)
        #expect(abs(Double(score) - expected) < 1e-5 * max(1, abs(expected)), "user \(user), item \(item)")
      }
    }
  }

  @Test("of the host are those of the layers that are trained", .needsTorch, arguments: shapes)
  func layers(_ shape: CollaborativeShape) throws {
    let network = try randomNetwork(shape)
    let trained = try TensorThread.run {
      let layers = CollaborativeLayers(network)
      func pair(_ columns: Range<Int>) -> RowPair? {
        guard !columns.isEmpty else { return nil }
        func tensor(_ matrix: Matrix) -> Tensor {
          Tensor(matrix.elements.array, shape: [matrix.rows, matrix.columns])
        }
        let items = network.items.columns(columns)
        let all = (0..<network.users.rows).map { _ in tensor(items) }
        return RowPair(
          users: tensor(network.users.columns(columns)), items: Tensor.concatenated(all), width: columns.count
        )
      }
      return try layers(product: pair(0..<shape.product), deep: pair(shape.product..<shape.width))
        .elements(Float.self)
    }
    for (score, expected) in zip(try scores(network).joined(), trained) {
      #expect(abs(score - expected) < 1e-5 * max(1, abs(expected)))
    }
  }

  @Test("of a product with h = 1 and b = 0 are inner products")
  func innerProduct() throws {
    var network = try randomNetwork(CollaborativeShape(product: 6))
    network.head = Array(repeating: 1, count: 6)
    network.bias = 0
    for (user, scores) in try scores(network).enumerated() {
      for (item, score) in scores.enumerated() {
        let product = (0..<6).reduce(0.0) { $0 + Double(network.users[user, $1] * network.items[item, $1]) }
        #expect(abs(Double(score) - product) < 1e-6)
      }
    }
  }

  @Test("of joined parts are the parts' logits by alpha", arguments: [0.5, 0.25, 1])
  func joined(_ alpha: Double) throws {
    let product = try randomNetwork(CollaborativeShape(product: 8), seed: 4)
    let deep = try randomNetwork(CollaborativeShape(layers: 3, factors: 8), seed: 5)
    let joined = CollaborativeNetwork(joining: product, deep, alpha: alpha)
    #expect(joined.shape == CollaborativeShape(product: 8, layers: 3, factors: 8))
    let (left, right) = (try scores(product), try scores(deep))
    for (user, scores) in try scores(joined).enumerated() {
      for (item, score) in scores.enumerated() {
        let expected = Float(alpha) * left[user][item] + Float(1 - alpha) * right[user][item]
        #expect(abs(score - expected) < 1e-5)
      }
    }
  }

  @Test("have gradients by a user's row that are those of finite differences", arguments: shapes)
  func gradient(_ shape: CollaborativeShape) throws {
    let network = try randomNetwork(shape)
    let fitting = RowFitting(network, CollaborativeSettings())
    // More items than a panel holds, one of them twice.
    let items = (0..<40).map { Int32($0) } + [3]
    func loss(_ row: [Float]) -> Double {
      items.enumerated().reduce(0) { sum, place in
        let logit = plainLogit(network, row: row, item: Int(place.element))
        return sum + max(logit, 0) - (place.offset < 10 ? logit : 0) + log1p(exp(-abs(logit)))
      } / Double(items.count)
    }
    let row = row(network, 2)
    let found = fitting.gradient(row, items, positives: 10)
    for place in row.indices {
      let step: Float = 1e-3
      var (up, down) = (row, row)
      up[place] += step
      down[place] -= step
      let expected = (loss(up) - loss(down)) / Double(up[place] - down[place])
      #expect(abs(Double(found[place]) - expected) < 1e-4 * max(1, abs(expected)), "weight \(place)")
    }
    // A negative that counts three times is as good as three of it.
    let thrice = items[..<10] + items[10...].flatMap { [$0, $0, $0] }
    let weighed = fitting.gradient(row, items, positives: 10, weight: 3)
    let repeated = fitting.gradient(row, Array(thrice), positives: 10)
    #expect(zip(weighed, repeated).allSatisfy { abs($0 - $1) < 1e-5 })
  }
}
