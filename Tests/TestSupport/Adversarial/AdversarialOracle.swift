import Glibc

/// Both players of adversarially weighted linear models in doubles, written as the formulas are.
public enum AdversarialOracle {
  /// z = x·a for each user.
  public static func linear(_ x: [[Double]], _ a: [Double]) -> [Double] {
    x.map { row in zip(row, a).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// z = tanh(x A₁)·a₂ for each user; parameters are A₁ by rows, then a₂.
  public static func network(_ x: [[Double]], _ parameters: [Double], hidden: Int) -> [Double] {
    x.map { row in
      (0..<hidden).reduce(0.0) { sum, unit in
        let inner = row.indices.reduce(0.0) { $0 + row[$1] * parameters[$1 * hidden + unit] }
        return sum + tanh(inner) * parameters[row.count * hidden + unit]
      }
    }
  }

  /// w = σ(z) / Σ σ(z).
  public static func weights(_ logits: [Double]) -> [Double] {
    let importances = logits.map { 1 / (1 + exp(-$0)) }
    return importances.map { $0 / importances.reduce(0, +) }
  }

  /// Σ w ℓ − (B/2) ‖parameters‖².
  public static func objective(
    _ weights: [Double], losses: [Double], parameters: [Double], l2: Double
  ) -> Double {
    zip(weights, losses).reduce(0) { $0 + $1.0 * $1.1 } - l2 / 2 * parameters.reduce(0) { $0 + $1 * $1 }
  }

  /// Σ w_u ‖x_u − x_u W°‖² + (C/2) ‖W‖², where W° is W without its diagonal.
  public static func loss(_ x: [[Double]], _ w: [[Double]], weights: [Double], decay: Double) -> Double {
    let errors = squaredErrors(x, w)
    return zip(weights, errors).reduce(0) { $0 + $1.0 * $1.1 }
      + decay / 2 * w.joined().reduce(0) { $0 + $1 * $1 }
  }

  /// ‖x_u − x_u W°‖² of each user.
  public static func squaredErrors(_ x: [[Double]], _ w: [[Double]]) -> [Double] {
    zip(x, predictions(x, w)).map { row, predicted in
      zip(row, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
  }

  /// x_u W° of each user.
  public static func predictions(_ x: [[Double]], _ w: [[Double]]) -> [[Double]] {
    x.map { row in
      row.indices.map { j in row.indices.reduce(0.0) { $1 == j ? $0 : $0 + row[$1] * w[$1][j] } }
    }
  }

  /// NDCG of all items ranked by the predictions, ties by number, against the items of the user's own row.
  public static func selfNDCG(_ x: [Double], _ predictions: [Double], cutoff: Int) -> Double {
    let order = predictions.indices.sorted { (-predictions[$0], $0) < (-predictions[$1], $1) }
    let discount = { (rank: Int) in 1 / log2(Double(rank + 2)) }
    let gained = order.prefix(cutoff).enumerated().reduce(0.0) {
      $0 + (x[$1.element] > 0 ? discount($1.offset) : 0)
    }
    let relevant = min(cutoff, x.count { $0 > 0 })
    return gained / (0..<relevant).reduce(0.0) { $0 + discount($1) }
  }

  /// Central differences of a function at a point.
  public static func gradient(
    at point: [Double], step: Double = 1e-5, _ function: ([Double]) -> Double
  ) -> [Double] {
    point.indices.map { index in
      var (up, down) = (point, point)
      up[index] += step
      down[index] -= step
      return (function(up) - function(down)) / (2 * step)
    }
  }
}
