/// A part of a network: a value that holds tensors and says their names.
///
/// Parameters are changed in place by an optimiser: a layer is a value of references, and copies share them.
///
/// ```swift
/// struct Tower: Layer {
///   let hidden, output: Linear
///
///   func callAsFunction(_ x: Tensor) -> Tensor { output(hidden(x).relu()) }
///   func list(into list: inout TensorList) {
///     list.layer("hidden", hidden)
///     list.layer("output", output)
///   }
/// }
/// ```
public protocol Layer {
  /// Adds the layer's tensors and parts, always in the same order.
  func list(into list: inout TensorList)
}

extension Layer {
  /// What training changes, by path: "hidden.weight".
  public var parameters: [NamedTensor] { TensorList(of: self).parameters }
  /// What else belongs to the layer, by path: running means.
  public var buffers: [NamedTensor] { TensorList(of: self).buffers }

  /// Keeps the parameters from being trained, or lets them be again.
  public func freeze(_ frozen: Bool = true) {
    for parameter in parameters { parameter.tensor.requiringGradient(!frozen) }
  }
}
