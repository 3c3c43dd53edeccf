import CTorch

extension Tensor {
  /// The tensor with elements of a type; itself when they are already.
  public func to(_ type: DataType) -> Tensor { to(device, type) }

  /// The tensor on a device; itself when it is there already.
  public func to(_ device: Device) -> Tensor { to(device, dataType) }

  private func to(_ device: Device, _ type: DataType) -> Tensor {
    let details = details
    if details == nil || (details!.device == device.number && details!.type == type.rawValue) { return self }
    var moved: OpaquePointer?
    if TensorThread.failure == nil {
      TensorRuntime.check(torch.move(handle!, device.number, type.rawValue, &moved), "move")
    }
    return Tensor(adopting: moved)
  }

  /// A copy with memory of its own.
  public func copied() -> Tensor { Operator.clone([.tensor(self)]) }

  /// The tensor with its elements next to each other in memory, row-major.
  public func contiguous() -> Tensor { Operator.contiguous([.tensor(self)]) }
}

extension Operator {
  fileprivate static let clone = Operator("clone")
  fileprivate static let contiguous = Operator("contiguous")
}
