import NeedletailMath
package import NeedletailTensor

/// The layers of a network of neural collaborative filtering while they are trained.
///
/// The first hidden layer is two: the users' part is computed once for a positive and its negatives.
package struct CollaborativeLayers: Layer {
  /// Of the product: K → 1, without bias.
  let product: Linear?
  /// E → first width.
  let user: Linear?
  /// E → first width, without bias.
  let item: Linear?
  /// The other hidden layers.
  let hidden: [Linear]
  /// Last width → 1, without bias.
  let deep: Linear?
  /// Of the logit: 1.
  let bias: Tensor

  /// Layers with the numbers of a network.
  package init(_ network: CollaborativeNetwork, on device: Device = .cpu) {
    func parameter(_ matrix: Matrix) -> Tensor {
      matrix.withUnsafeBufferPointer {
        Tensor(copying: $0.span, shape: [matrix.rows, matrix.columns], device: device).requiringGradient()
      }
    }
    func parameter(_ values: [Float]) -> Tensor { Tensor(values, device: device).requiringGradient() }
    let shape = network.shape
    let head = network.head
    product =
      shape.product > 0 ? Linear(weight: parameter(Matrix([Array(head[..<shape.product])])), bias: nil) : nil
    if let first = network.layers.first {
      user = Linear(
        weight: parameter(first.weight.columns(0..<shape.embedding)), bias: parameter(first.bias))
      item = Linear(
        weight: parameter(first.weight.columns(shape.embedding..<2 * shape.embedding)), bias: nil)
      deep = Linear(weight: parameter(Matrix([Array(head[shape.product...])])), bias: nil)
    } else {
      (user, item, deep) = (nil, nil, nil)
    }
    hidden = network.layers.dropFirst().map {
      Linear(weight: parameter($0.weight), bias: parameter($0.bias))
    }
    bias = parameter([network.bias])
  }

  /// The logits of a positive and its negatives, positive by positive.
  ///
  /// - Parameters:
  ///   - product: the vectors that are multiplied: positives × K of users, examples × K of items.
  ///   - deep: the vectors that the hidden layers read: positives × E, examples × E.
  package func callAsFunction(product: RowPair?, deep: RowPair?) -> Tensor {
    var logits: [Tensor] = []
    if let product, let layer = self.product {
      let products =
        product.users.expanded(at: 1)
        * product.items.reshaped([product.users.dimension(0), -1, product.width])
      logits.append(layer(products.reshaped([-1, product.width])))
    }
    if let deep, let user, let item, let layer = self.deep {
      let width = user.weight.dimension(0)
      let parts = item(deep.items).reshaped([deep.users.dimension(0), -1, width])
      var x = (parts + user(deep.users).expanded(at: 1)).reshaped([-1, width]).relu()
      for layer in hidden { x = layer(x).rectified() }
      logits.append(layer(x))
    }
    return (logits.dropFirst().reduce(logits[0], +) + bias).reshaped([-1])
  }

  /// Adds all parameters.
  package func list(into list: inout TensorList) {
    for (name, layer) in [("product", product), ("user", user), ("item", item), ("deep", deep)] {
      if let layer { list.layer(name, layer) }
    }
    list.layers("hidden", hidden)
    list.parameter("bias", bias)
  }

  /// The hidden layers as plain numbers.
  func denseLayers() throws -> [DenseLayer] {
    func matrix(_ tensor: Tensor) throws -> Matrix {
      Matrix(
        rows: tensor.dimension(0), columns: tensor.dimension(1),
        elements: SharedBuffer(try tensor.elements(Float.self)))
    }
    guard let user, let item else { return [] }
    let first = try matrix(Tensor.concatenated([user.weight, item.weight], along: 1))
    return try [DenseLayer(weight: first, bias: user.bias?.elements() ?? [])]
      + hidden.map { DenseLayer(weight: try matrix($0.weight), bias: try $0.bias?.elements() ?? []) }
  }

  /// The weights of the last layer as plain numbers.
  func head() throws -> [Float] {
    try [product, deep].compactMap(\.self).flatMap { try $0.weight.elements(Float.self) }
  }
}

/// Gathered rows of users and items.
package struct RowPair {
  let users: Tensor
  let items: Tensor
  let width: Int

  /// Vectors of users, of items, and their length.
  package init(users: Tensor, items: Tensor, width: Int) {
    self.users = users
    self.items = items
    self.width = width
  }
}
