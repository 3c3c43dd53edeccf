import NeedletailTensor

/// What an embedding table must compute, as one dictionary of rows and one scalar loop.
struct SlowTable {
  /// A row: its weights and what its optimiser keeps.
  struct Row: Equatable {
    var weights: [Float]
    var first: [Float]
    var second: [Float]
    var count = 0
  }

  let configuration: EmbeddingTable.Configuration
  var rows: [Int32: Row] = [:]
  var step = 0

  /// Starts from the weights that a table has.
  init(_ configuration: EmbeddingTable.Configuration, weights: [Int32: [Float]]) {
    self.configuration = configuration
    for (row, weights) in weights { rows[row] = start(weights) }
  }

  private func start(_ weights: [Float]) -> Row {
    let zeros = weights.map { _ in Float(0) }
    switch configuration.optimizer {
    case .sgd, .adam: return Row(weights: weights, first: zeros, second: zeros)
    case .adaGrad(let rule):
      return Row(weights: weights, first: weights.map { _ in rule.initialAccumulator }, second: zeros)
    case .ftrl(let rule):
      let slope = (rule.beta + rule.initialAccumulator.squareRoot()) / rule.learningRate + rule.l2
      let z = weights.map { $0 == 0 ? 0 : -($0 * slope + ($0 < 0 ? -rule.l1 : rule.l1)) }
      return Row(weights: weights, first: z, second: weights.map { _ in rule.initialAccumulator })
    }
  }

  /// Sums the gradients of equal rows by position, then moves each row once.
  mutating func update(_ positions: [Int32], _ gradients: [Float], rate: Float = 1) {
    step += 1
    let d = configuration.dimension
    var sums: [Int32: [Float]] = [:]
    for (position, row) in positions.enumerated() {
      let gradient = Array(gradients[position * d..<(position + 1) * d])
      sums[row] = sums[row].map { zip($0, gradient).map { $0 + $1 } } ?? gradient
    }
    for (row, sum) in sums where row != 0 { move(&rows[row]!, prepared(sum, rows[row]!.weights), rate) }
  }

  private func prepared(_ sum: [Float], _ weights: [Float]) -> [Float] {
    var g = sum
    if let clip = configuration.clip {
      let norm = sumOfSquares(g).squareRoot()
      if norm > clip { g = g.map { $0 * (clip / norm) } }
    }
    if configuration.l2 != 0 { g = zip(g, weights).map { $0 + configuration.l2 * $1 } }
    return g
  }

  private func sumOfSquares(_ g: [Float]) -> Float {
    var parts = [Float](repeating: 0, count: 16)
    for (place, value) in g.enumerated() { parts[place % 16] += value * value }
    while parts.count > 1 {
      let half = parts.count / 2
      parts = (0..<half).map { parts[$0] + parts[$0 + half] }
    }
    return parts[0]
  }

  private func move(_ row: inout Row, _ g: [Float], _ rate: Float) {
    row.count += 1
    switch configuration.optimizer {
    case .sgd(let rule):
      for i in g.indices { row.weights[i] -= rule.learningRate * rate * g[i] }
    case .adaGrad(let rule) where rule.accumulator == .row:
      let sum = row.first[0] + sumOfSquares(g) / Float(g.count)
      row.first = g.map { _ in sum }
      let step = rule.learningRate * rate / (sum.squareRoot() + rule.epsilon)
      for i in g.indices { row.weights[i] -= step * g[i] }
    case .adaGrad(let rule):
      for i in g.indices {
        row.first[i] += g[i] * g[i]
        row.weights[i] -= rule.learningRate * rate * g[i] / (row.first[i].squareRoot() + rule.epsilon)
      }
    case .adam(let rule):
      let t = rule.correction == .row ? row.count : step
      var powers = (1.0, 1.0)
      for _ in 0..<t { powers = (powers.0 * Double(rule.beta1), powers.1 * Double(rule.beta2)) }
      let factor = Float((1 - powers.1).squareRoot() / (1 - powers.0))
      for i in g.indices {
        row.first[i] += (1 - rule.beta1) * (g[i] - row.first[i])
        row.second[i] += (1 - rule.beta2) * (g[i] * g[i] - row.second[i])
        row.weights[i] -=
          rule.learningRate * rate * factor * row.first[i] / (row.second[i].squareRoot() + rule.epsilon)
      }
    case .ftrl(let rule):
      for i in g.indices {
        let before = row.second[i].squareRoot()
        row.second[i] += g[i] * g[i]
        let after = row.second[i].squareRoot()
        let inverse = 1 / rule.learningRate
        row.first[i] += g[i] - (after - before) * inverse * row.weights[i]
        let size = abs(row.first[i]) - rule.l1
        let divisor = rule.beta / rule.learningRate + after * inverse + rule.l2
        row.weights[i] = size > 0 ? (row.first[i] < 0 ? size : -size) / divisor : 0
      }
    }
  }
}
