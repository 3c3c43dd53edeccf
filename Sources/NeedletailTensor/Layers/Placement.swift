/// The type and place of the parameters of a new layer.
public struct Placement: Sendable, Hashable {
  /// The type of elements.
  public var type: DataType
  /// Where they lie.
  public var device: Device

  /// A placement.
  public init(type: DataType = .float32, device: Device = .cpu) {
    self.type = type
    self.device = device
  }
}
