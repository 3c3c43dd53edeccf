/// A failure of the machine during tensor work: memory or a device.
///
/// Operators do not throw: the first failure of a step stays, what follows it does nothing, and the step throws it at
/// its end.
public struct TensorError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What failed.
  public enum Kind: Sendable {
    /// Memory of the host or of the device ran out.
    case memory
    /// The device failed or is not there.
    case device
    /// LibTorch failed in another way.
    case other
  }

  /// What failed.
  public let kind: Kind
  /// The operator that failed first: "aten::addmm".
  public let operation: String
  /// LibTorch's words.
  public let message: String

  /// "out of memory in aten::addmm: …".
  public var description: String {
    let what =
      switch kind {
      case .memory: "out of memory"
      case .device: "device failure"
      case .other: "failure"
      }
    return "\(what) in \(operation): \(message)"
  }
}
