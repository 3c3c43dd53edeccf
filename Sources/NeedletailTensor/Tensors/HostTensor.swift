import CTorch
public import NeedletailMath

/// The elements of a tensor as a plain value, which may go anywhere: to a file, to another thread.
public struct HostTensor: Sendable, Equatable {
  /// The type of its elements.
  public let type: DataType
  /// The lengths of its dimensions.
  public let shape: [Int]
  /// Its elements, row-major.
  public let bytes: SharedBuffer<UInt8>

  /// A value of bytes.
  ///
  /// - Precondition: there are as many bytes as type and shape say.
  public init(type: DataType, shape: [Int], bytes: SharedBuffer<UInt8>) {
    precondition(
      bytes.count == shape.reduce(type.stride, *), "\(bytes.count) bytes for shape \(shape) of \(type)")
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// A value of elements.
  ///
  /// - Precondition: there are as many elements as the shape says.
  public init<Element: TensorElement>(_ elements: [Element], shape: [Int]) {
    self.init(
      type: Element.dataType, shape: shape,
      bytes: elements.withUnsafeBytes { source in
        SharedBuffer(count: source.count) { UnsafeMutableRawBufferPointer($0).copyMemory(from: source) }
      })
  }

  /// A copy of the elements.
  ///
  /// - Precondition: they are of that type.
  public func elements<Element: TensorElement>(_ type: Element.Type = Element.self) -> [Element] {
    precondition(Element.dataType == self.type, "elements of type \(Element.dataType) of \(self.type)")
    return bytes.withUnsafeBufferPointer { Array(UnsafeRawBufferPointer($0).bindMemory(to: Element.self)) }
  }
}

extension Tensor {
  /// A tensor with a copy of the elements.
  public convenience init(_ source: HostTensor, device: Device = .cpu) {
    TensorThread.requireCurrent()
    let sizes = source.shape.map(Int64.init)
    var handle: OpaquePointer?
    source.bytes.withUnsafeBufferPointer {
      TensorRuntime.check(
        torch.create(
          $0.baseAddress, source.type.rawValue, sizes, Int32(sizes.count), device.number, &handle), "create")
    }
    self.init(adopting: handle)
  }

  /// The elements as a plain value.
  ///
  /// - Throws: the failure of memory or device of the running step.
  public func host() throws -> HostTensor {
    try throwIfMissing()
    let (type, shape, count) = (dataType, shape, count * dataType.stride)
    let bytes = SharedBuffer<UInt8>(count: count) {
      TensorRuntime.check(torch.copy_to_host(handle, $0.baseAddress, count), "copy")
    }
    try TensorThread.throwFailure()
    return HostTensor(type: type, shape: shape, bytes: bytes)
  }
}
