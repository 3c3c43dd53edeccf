public import NeedletailMath

/// Linear layers one after the other; after each but the last, batch normalisation if asked for, the activation and
/// dropout.
public struct MultilayerPerceptron: Layer {
  /// The linear layers.
  public let layers: [Linear]
  /// The normalisations after all but the last; none when not asked for.
  public let norms: [BatchNorm]
  /// The function after all but the last.
  public let activation: Activation
  /// The dropout after it.
  public let dropout: Dropout

  /// A network with drawn weights.
  ///
  /// - Parameter sizes: of the input, the hidden layers and the output: `[39 * 16, 400, 400, 1]`.
  /// - Precondition: there are two sizes at least.
  public init(
    sizes: [Int], activation: Activation = .relu, dropout: Double = 0, hasBatchNorm: Bool = false,
    initializer: Initializer = .glorotUniform(), placement: Placement = Placement(),
    random: inout RandomStream
  ) {
    require(sizes.count >= 2, "MultilayerPerceptron: sizes \(sizes)")
    layers = (1..<sizes.count).map {
      Linear(
        inputs: sizes[$0 - 1], outputs: sizes[$0], initializer: initializer, placement: placement,
        random: &random)
    }
    norms =
      hasBatchNorm ? sizes.dropFirst().dropLast().map { BatchNorm(dimension: $0, placement: placement) } : []
    self.activation = activation
    self.dropout = Dropout(dropout)
  }

  /// Maps rows × the first size to rows × the last.
  public func callAsFunction(_ x: Tensor, isTraining: Bool) -> Tensor {
    var x = x
    for (number, layer) in layers.enumerated() {
      x = layer(x)
      guard number < layers.count - 1 else { break }
      if !norms.isEmpty { x = norms[number](x, isTraining: isTraining) }
      x = dropout(activation(x), isTraining: isTraining)
    }
    return x
  }

  /// Adds `layers.0.weight`, …, `norms.0.weight`, ….
  public func list(into list: inout TensorList) {
    list.layers("layers", layers)
    list.layers("norms", norms)
  }
}
