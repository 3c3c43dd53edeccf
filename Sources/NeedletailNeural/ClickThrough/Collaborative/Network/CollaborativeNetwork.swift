package import NeedletailCore
package import NeedletailMath

/// A network of neural collaborative filtering as plain numbers:
/// logit = head · [p ∘ q ; relu(… relu(W₁ [p′ ; q′] + b₁) …)] + bias.
package struct CollaborativeNetwork: Sendable {
  /// The sizes.
  package let shape: CollaborativeShape
  /// For each user p, then p′: users × (K + E).
  package var users: Matrix
  /// For each item q, then q′: items × (K + E).
  package var items: Matrix
  /// The hidden layers; the first reads p′, then q′.
  package var layers: [DenseLayer]
  /// The weights of the last layer: those of the product, then those of the last hidden layer.
  package var head: [Float]
  /// The bias of the last layer.
  package var bias: Float
}

/// y = weight · x + bias.
package struct DenseLayer: Sendable, Equatable {
  /// outputs × inputs.
  package var weight: Matrix
  /// outputs.
  package var bias: [Float]
}

extension CollaborativeNetwork {
  /// A network to begin with: normal vectors, hidden layers uniform by Glorot's rule, the last one by LeCun's.
  package init(
    drawing shape: CollaborativeShape, users: Int, items: Int, deviation: Double, options: TrainingOptions
  ) throws {
    func vectors(_ rows: Int, purpose: UInt16) throws -> Matrix {
      let width = shape.width
      var matrix = Matrix(rows: rows, columns: width)
      try matrix.withUnsafeMutableBufferPointer { target in
        let target = SharedPointer(target)
        try options.pool.forEach(count: (rows + 255) / 256, cancellation: options.cancellation) { tile in
          for row in tile * 256..<min(rows, (tile + 1) * 256) {
            var stream = RandomStream(seed: options.seed, purpose: purpose, row: row)
            for place in 0..<width { target[row * width + place] = Float(stream.normal() * deviation) }
          }
        }
      }
      return matrix
    }
    func uniform(_ count: Int, limit: Double, _ stream: inout RandomStream) -> [Float] {
      (0..<count).map { _ in Float((2 * stream.uniform() - 1) * limit) }
    }
    self.shape = shape
    self.users = try vectors(users, purpose: 0x9C01)
    self.items = try vectors(items, purpose: 0x9C02)
    var stream = RandomStream(seed: options.seed, purpose: 0x9C03, row: 0)
    layers = shape.layers.map { inputs, outputs in
      let weights = uniform(inputs * outputs, limit: (6 / Double(inputs + outputs)).squareRoot(), &stream)
      return DenseLayer(
        weight: Matrix(rows: outputs, columns: inputs, elements: SharedBuffer(weights)),
        bias: Array(repeating: 0, count: outputs))
    }
    head = uniform(shape.head, limit: (3 / Double(shape.head)).squareRoot(), &stream)
    bias = 0
  }

  /// A network of both kinds from one of each: logit = α · logit of the product + (1 − α) · logit of the layers.
  package init(joining product: CollaborativeNetwork, _ deep: CollaborativeNetwork, alpha: Double) {
    var shape = deep.shape
    shape.product = product.shape.product
    self.shape = shape
    users = Self.sideBySide(product.users, deep.users)
    items = Self.sideBySide(product.items, deep.items)
    layers = deep.layers
    head = product.head.map { Float(alpha) * $0 } + deep.head.map { Float(1 - alpha) * $0 }
    bias = Float(alpha) * product.bias + Float(1 - alpha) * deep.bias
  }

  static func sideBySide(_ left: Matrix, _ right: Matrix) -> Matrix {
    Matrix(
      rows: left.rows, columns: left.columns + right.columns,
      elements: SharedBuffer(count: left.elements.count + right.elements.count) { target in
        var place = 0
        for row in 0..<left.rows {
          for part in [left, right] {
            part.withUnsafeBufferPointer { source in
              for column in 0..<part.columns { target[place + column] = source[row * part.columns + column] }
            }
            place += part.columns
          }
        }
      })
  }
}

extension Matrix {
  /// Some columns, copied.
  package func columns(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: rows, columns: range.count,
      elements: SharedBuffer(count: rows * range.count) { target in
        withUnsafeBufferPointer { source in
          for row in 0..<rows {
            for place in 0..<range.count {
              target[row * range.count + place] = source[row * columns + range.lowerBound + place]
            }
          }
        }
      })
  }
}
