package import NeedletailMath
package import NeedletailTensor

/// Linear layers one after the other with an activation between them, on the vectors of fields or on a number.
package struct FieldTower: Layer {
  /// The sizes and settings of a tower.
  package struct Design: Sendable, Hashable {
    /// Of the input, hidden layers and the output.
    package var sizes: [Int]
    /// After each layer but the last.
    package var activation: FieldActivation
    /// Which layers have a bias: all, or all but the last.
    package var hasOutputBias = true
    /// The share of inputs that is left out while training.
    package var inputDropout = 0.0
    /// The share of hidden units that is left out while training.
    package var dropout = 0.0
    /// Whether hidden units are normalised over a batch before the activation.
    package var hasBatchNorm = false
    /// What the deviation of first weights by Glorot's rule is multiplied by; first biases are zeros.
    package var gain = 1.0

    /// A tower.
    package init(
      sizes: [Int], activation: FieldActivation, hasOutputBias: Bool = true, inputDropout: Double = 0,
      dropout: Double = 0, hasBatchNorm: Bool = false, gain: Double = 1
    ) {
      self.sizes = sizes
      self.activation = activation
      self.hasOutputBias = hasOutputBias
      self.inputDropout = inputDropout
      self.dropout = dropout
      self.hasBatchNorm = hasBatchNorm
      self.gain = gain
    }
  }

  package let design: Design
  package let layers: [Linear]
  package let norms: [BatchNorm]

  /// A tower with drawn weights.
  package init(_ design: Design, placement: Placement = Placement(), random: inout RandomStream) {
    self.design = design
    let sizes = design.sizes
    layers = (1..<sizes.count).map {
      Linear(
        inputs: sizes[$0 - 1], outputs: sizes[$0], hasBias: $0 < sizes.count - 1 || design.hasOutputBias,
        initializer: .glorotUniform(gain: design.gain),
        placement: placement, random: &random)
    }
    norms =
      design.hasBatchNorm
      ? sizes.dropFirst().dropLast().map { BatchNorm(dimension: $0, placement: placement) } : []
  }

  /// Maps examples × inputs to examples × outputs.
  package func callAsFunction(_ x: Tensor, isTraining: Bool) -> Tensor {
    var x = x.dropout(design.inputDropout, isTraining: isTraining)
    for (number, layer) in layers.enumerated() {
      x = layer(x)
      guard number < layers.count - 1 else { break }
      if !norms.isEmpty { x = norms[number](x, isTraining: isTraining) }
      x = design.activation(x).dropout(design.dropout, isTraining: isTraining)
    }
    return x
  }

  package func list(into list: inout TensorList) {
    list.layers("layers", layers)
    list.layers("norms", norms)
  }
}
