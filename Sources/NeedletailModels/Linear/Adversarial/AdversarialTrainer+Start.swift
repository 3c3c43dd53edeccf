import NeedletailCore
import NeedletailMath

extension AdversarialTrainer {
  /// Numbers that keep the random streams of this algorithm's uses apart.
  enum RandomPurpose {
    static let order: UInt16 = 0x0AD1
    static let offsets: UInt16 = 0x0AD2
    static let weights: UInt16 = 0x0AD3
    static let adversary: UInt16 = 0x0AD4
  }

  /// Weights of deviation √(1/n), with zeros on the diagonal; a row is drawn from a stream of its own.
  static func randomWeights(items: Int, seed: UInt64) -> Matrix {
    let deviation = (1 / Double(items)).squareRoot()
    var weights = Matrix(rows: items, columns: items)
    weights.withUnsafeMutableBufferPointer { weights in
      for row in 0..<items {
        var stream = RandomStream(seed: seed, purpose: RandomPurpose.weights, row: row)
        for column in 0..<items {
          let value = Float(deviation * stream.normal())
          weights[row * items + column] = row == column ? 0 : value
        }
      }
    }
    return weights
  }

  /// An adversary at its random start, of deviation √(2 / (inputs + outputs)) in each layer.
  static func adversary(
    _ settings: AdversarialSettings, items: Int, seed: UInt64
  ) -> any UserAdversary {
    func layer(_ inputs: Int, _ outputs: Int, row: Int) -> [Double] {
      var stream = RandomStream(seed: seed, purpose: RandomPurpose.adversary, row: row)
      let deviation = (2 / Double(inputs + outputs)).squareRoot()
      return (0..<inputs * outputs).map { _ in deviation * stream.normal() }
    }
    switch settings.adversary {
    case .none: return EqualWeights()
    case .linear: return LinearAdversary(layer(items, 1, row: 0))
    case .network:
      let hidden = settings.hidden
      return NetworkAdversary(layer(items, hidden, row: 0) + layer(hidden, 1, row: 1), hidden: hidden)
    }
  }

  /// B_ij = −P_ij / P_jj of the weighted closed form, with zeros on the diagonal.
  static func closedForm(
    of matrix: CSRMatrix, rowWeights: [Float]?, _ settings: AdversarialSettings, name: String,
    options: TrainingOptions
  ) throws -> Matrix {
    let inverse = try ClosedForm.inverse(
      of: matrix, rowWeights: rowWeights, l2: settings.l2, name: name, options: options)
    let diagonal = inverse.diagonal
    var weights = inverse.dense
    let items = diagonal.count
    weights.withUnsafeMutableBufferPointer { weights in
      for row in 0..<items {
        for column in 0..<items { weights[row * items + column] /= -diagonal[column] }
        weights[row * items + row] = 0
      }
    }
    return weights
  }
}
