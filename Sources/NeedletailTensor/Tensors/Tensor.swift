import CTorch

/// An array of numbers of any number of dimensions, row-major, on a device; operators on it are recorded for gradients.
///
/// A tensor is used on the tensor thread only (`TensorThread.run`) and never leaves it: read its elements and send those.
/// Shapes that do not fit are mistakes in the program and end it with both shapes in the text. When memory or a device
/// fails, an operator gives a tensor without content, whose `shape` is empty, and the enclosing step throws.
///
/// ```swift
/// let weight = Tensor(randomValues, shape: [3, 2]).requiringGradient()
/// let loss = (inputs.matmul(weight) - targets).squared().mean()
/// loss.backward()
/// let gradient = try weight.gradient!.elements(Float.self)
/// ```
public final class Tensor {
  /// Nil when the operator that should have given it failed.
  let handle: OpaquePointer?

  /// Takes the ownership of a handle over.
  init(adopting handle: OpaquePointer?) { self.handle = handle }

  deinit { if let handle { torch.release(handle) } }

  /// What LibTorch says about it; nil without content.
  @inline(__always)
  var details: needletail_torch_description? {
    TensorThread.requireCurrent()
    guard let handle else { return nil }
    var result = needletail_torch_description()
    torch.describe(handle, &result)
    return result
  }

  /// The lengths of its dimensions; none for a single number.
  public var shape: [Int] {
    guard let details else { return [] }
    return (0..<Int(details.rank)).map { Int(details.sizes![$0]) }
  }

  /// The number of its dimensions.
  public var rank: Int { details.map { Int($0.rank) } ?? 0 }

  /// The length of a dimension; -1 is the last one. 0 for a tensor without content.
  ///
  /// - Precondition: the dimension exists.
  public func dimension(_ axis: Int) -> Int {
    guard let details else { return 0 }
    let index = axis < 0 ? axis + Int(details.rank) : axis
    require(index >= 0 && index < Int(details.rank), "dimension \(axis) of shape \(shape)")
    return Int(details.sizes![index])
  }

  /// The number of its elements.
  public var count: Int { details.map { Int($0.count) } ?? 0 }

  /// The type of its elements.
  public var dataType: DataType { details.flatMap { DataType(rawValue: $0.type) } ?? .float32 }

  /// Where it lies.
  public var device: Device { Device(number: details?.device ?? Int32(NEEDLETAIL_TORCH_HOST)) }

  /// Whether operators on it are recorded.
  public var requiresGradient: Bool { details?.requires_gradient ?? false }
}

@available(*, unavailable)
extension Tensor: Sendable {}

extension Tensor: CustomStringConvertible {
  /// "Tensor(float32, [3, 2], cpu)".
  public var description: String { "Tensor(\(dataType), \(shape), \(device))" }
}

/// Ends the program over a mistake in it. Unlike that of `precondition` the text shows in optimised builds too. After a
/// failure of the machine shapes mean nothing, and nothing is checked.
@inline(__always)
func require(_ condition: Bool, _ text: @autoclosure () -> String) {
  if !condition, TensorThread.failure == nil { fatalError(text()) }
}
