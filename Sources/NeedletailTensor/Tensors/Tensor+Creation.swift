import CTorch

extension Tensor {
  /// A tensor with a copy of elements.
  ///
  /// - Parameters:
  ///   - elements: row-major.
  ///   - shape: nil for one dimension.
  /// - Precondition: there are as many elements as the shape says.
  public convenience init<Element: TensorElement>(
    _ elements: [Element], shape: [Int]? = nil, device: Device = .cpu
  ) {
    self.init(copying: elements.span, shape: shape ?? [elements.count], device: device)
  }

  /// A tensor with a copy of elements, row-major.
  ///
  /// - Precondition: there are as many elements as the shape says.
  public convenience init<Element: TensorElement>(
    copying elements: Span<Element>, shape: [Int], device: Device = .cpu
  ) {
    TensorThread.requireCurrent()
    require(
      shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == elements.count,
      "tensor: \(elements.count) elements for shape \(shape)")
    let sizes = shape.map(Int64.init)
    var handle: OpaquePointer?
    if TensorThread.failure == nil {
      elements.withUnsafeBufferPointer {
        TensorRuntime.check(
          torch.create(
            $0.baseAddress, Element.dataType.rawValue, sizes, Int32(sizes.count), device.number, &handle),
          "create")
      }
    }
    self.init(adopting: handle)
  }

  /// A single number.
  public convenience init(_ value: Double, type: DataType = .float32, device: Device = .cpu) {
    self.init(adopting: Operator.full.first(Tensor.filling([], value, type, device)))
  }

  /// A tensor over memory of the host, which it neither copies nor owns.
  ///
  /// - Parameters:
  ///   - memory: row-major.
  ///   - owner: kept alive as long as any tensor uses the memory.
  /// - Precondition: the memory holds as many elements as the shape says.
  public convenience init<Element: TensorElement>(
    sharing memory: UnsafeMutableBufferPointer<Element>, shape: [Int], owner: AnyObject?
  ) {
    TensorThread.requireCurrent()
    require(
      shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == memory.count,
      "tensor: \(memory.count) elements for shape \(shape)")
    let sizes = shape.map(Int64.init)
    var handle: OpaquePointer?
    let context = owner.map { Unmanaged.passRetained($0).toOpaque() }
    TensorRuntime.check(
      torch.wrap(
        memory.baseAddress, Element.dataType.rawValue, sizes, Int32(sizes.count),
        { context in if let context { Unmanaged<AnyObject>.fromOpaque(context).release() } }, context, &handle
      ),
      "wrap")
    self.init(adopting: handle)
  }

  /// A tensor of one value.
  public static func full(
    _ shape: [Int], _ value: Double, type: DataType = .float32, device: Device = .cpu
  ) -> Tensor {
    Operator.full(filling(shape, value, type, device))
  }

  private static func filling(
    _ shape: [Int], _ value: Double, _ type: DataType, _ device: Device
  ) -> InlineArray<5, Argument> {
    [.integers(shape), .real(value), .type(type), .none, .device(device)]
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: [Int], type: DataType = .float32, device: Device = .cpu) -> Tensor {
    Operator.zeros([.integers(shape), .type(type), .none, .device(device)])
  }

  /// A tensor of ones.
  public static func ones(_ shape: [Int], type: DataType = .float32, device: Device = .cpu) -> Tensor {
    full(shape, 1, type: type, device: device)
  }

  /// The integers from 0 up to a bound, as `int64`.
  public static func range(_ count: Int, device: Device = .cpu) -> Tensor {
    Operator.arange([.integer(count), .type(.int64), .none, .device(device)])
  }

  /// Zeros of this tensor's shape, type and device.
  public func zerosLike() -> Tensor { Operator.zerosLike([.tensor(self)]) }
}

extension Operator {
  fileprivate static let full = Operator("full")
  fileprivate static let zeros = Operator("zeros")
  fileprivate static let arange = Operator("arange")
  fileprivate static let zerosLike = Operator("zeros_like")
}
