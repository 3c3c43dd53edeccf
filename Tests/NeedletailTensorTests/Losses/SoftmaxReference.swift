import Foundation
import NeedletailMath
import NeedletailTensor

/// Softmax cross-entropy in doubles, one logit after the other: the oracle of the losses.
struct SoftmaxReference {
  var queries: [[Double]]
  var items: [[Double]]
  var bias: [Double]
  var targets: [Int32]
  var smoothing = 0.0
  var temperature = 1.0

  init(_ example: SoftmaxExample, smoothing: Float = 0, temperature: Float = 1) {
    queries = example.queries.doubles
    items = example.items.doubles
    bias = example.bias.isEmpty ? Array(repeating: 0, count: items.count) : example.bias.map(Double.init)
    targets = example.targets
    self.smoothing = Double(smoothing)
    self.temperature = Double(temperature)
  }

  struct Outcome {
    var loss = 0.0
    var queries: [[Double]]
    var items: [[Double]]
    var bias: [Double]
  }

  var outcome: Outcome {
    let d = queries.first?.count ?? items.first?.count ?? 0
    var result = Outcome(
      queries: queries.map { $0.map { _ in 0 } }, items: items.map { $0.map { _ in 0 } },
      bias: bias.map { _ in 0 })
    let share = 1 / Double(targets.count { $0 != SoftmaxBatch.ignored })
    for (i, target) in targets.enumerated() where target != SoftmaxBatch.ignored {
      let logits = items.indices.map { j in
        ((0..<d).reduce(bias[j]) { $0 + queries[i][$1] * items[j][$1] }) / temperature
      }
      let most = logits.max()!
      let normaliser = most + log(logits.reduce(0) { $0 + exp($1 - most) })
      for j in items.indices {
        let wanted = (j == target ? 1 - smoothing : 0) + smoothing / Double(items.count)
        if wanted > 0 { result.loss -= share * wanted * (logits[j] - normaliser) }
        let slope = share * (exp(logits[j] - normaliser) - wanted) / temperature
        result.bias[j] += slope
        for k in 0..<d {
          result.queries[i][k] += slope * items[j][k]
          result.items[j][k] += slope * queries[i][k]
        }
      }
    }
    return result
  }
}

/// A batch of random numbers.
struct SoftmaxExample {
  var queries: Matrix
  var items: Matrix
  var bias: [Float]
  var targets: [Int32]

  /// - Parameter ignored: every such query has no target; 0 for none.
  init(
    queries: Int, items: Int, dimension: Int, scale: Float = 1, bias: Bool = true, ignored: Int = 0,
    seed: UInt64 = 1
  ) {
    var stream = RandomStream(seed: seed)
    func matrix(_ rows: Int) -> Matrix {
      Matrix(
        rows: rows, columns: dimension,
        elements: SharedBuffer((0..<rows * dimension).map { _ in Float(stream.normal()) * scale }))
    }
    self.queries = matrix(queries)
    self.items = matrix(items)
    self.bias = bias ? (0..<items).map { _ in Float(stream.normal()) } : []
    targets = (0..<queries).map { row in
      let target = Int32(stream.index(below: items))
      return ignored > 0 && row % ignored == 0 ? SoftmaxBatch.ignored : target
    }
  }
}

extension Matrix {
  var doubles: [[Double]] { (0..<rows).map { row in (0..<columns).map { Double(self[row, $0]) } } }
}

/// The norm of a difference over the norm of the second.
func relativeError(_ values: [[Double]], _ expected: [[Double]]) -> Double {
  let (difference, size) = zip(values.joined(), expected.joined()).reduce(into: (0.0, 0.0)) {
    $0.0 += ($1.0 - $1.1) * ($1.0 - $1.1)
    $0.1 += $1.1 * $1.1
  }
  return size == 0 ? difference.squareRoot() : (difference / size).squareRoot()
}
