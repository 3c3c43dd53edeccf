/// A tensor and its path in a network.
public struct NamedTensor {
  /// "encoder.0.weight".
  public let name: String
  /// The tensor.
  public let tensor: Tensor

  /// A tensor under a name.
  public init(name: String, tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }
}

/// Collects the tensors of a layer under their paths.
public struct TensorList {
  /// The parameters, in order.
  public private(set) var parameters: [NamedTensor] = []
  /// The other tensors, in order.
  public private(set) var buffers: [NamedTensor] = []
  private var prefix = ""
  private var names: Set<String> = []

  /// The tensors of a layer.
  public init(of layer: some Layer) { layer.list(into: &self) }

  /// Adds a parameter.
  ///
  /// - Precondition: its path is new.
  public mutating func parameter(_ name: String, _ tensor: Tensor) {
    parameters.append(NamedTensor(name: claim(name), tensor: tensor))
  }

  /// Adds a tensor that training does not change by gradients, but that belongs to the network.
  ///
  /// - Precondition: its path is new.
  public mutating func buffer(_ name: String, _ tensor: Tensor) {
    buffers.append(NamedTensor(name: claim(name), tensor: tensor))
  }

  /// Adds the tensors of a part.
  public mutating func layer(_ name: String, _ layer: some Layer) {
    let outer = prefix
    prefix += name + "."
    layer.list(into: &self)
    prefix = outer
  }

  /// Adds the tensors of parts with numbers for names: "blocks.0.…".
  public mutating func layers(_ name: String, _ layers: [some Layer]) {
    for (number, layer) in layers.enumerated() { self.layer("\(name).\(number)", layer) }
  }

  private mutating func claim(_ name: String) -> String {
    let path = prefix + name
    precondition(names.insert(path).inserted, "two tensors with the path \(path)")
    return path
  }
}
