import CTorch

extension Tensor {
  /// A copy of the elements, row-major.
  ///
  /// - Throws: the failure of memory or device of the running step.
  /// - Precondition: the elements are of that type.
  public func elements<Element: TensorElement>(_ type: Element.Type = Element.self) throws -> [Element] {
    try throwIfMissing()
    let count = count
    return try [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      try copy(to: UnsafeMutableBufferPointer(start: buffer.baseAddress, count: count))
      initialized = count
    }
  }

  /// Copies the elements to memory of the host, row-major.
  ///
  /// - Throws: the failure of memory or device of the running step.
  /// - Precondition: the elements are of that type and as many as the memory holds.
  public func copy<Element: TensorElement>(to memory: UnsafeMutableBufferPointer<Element>) throws {
    try throwIfMissing()
    require(dataType == Element.dataType, "elements of type \(Element.dataType) of \(self)")
    require(count == memory.count, "\(memory.count) elements of shape \(shape)")
    TensorRuntime.check(
      torch.copy_to_host(handle!, memory.baseAddress, memory.count * MemoryLayout<Element>.stride), "copy")
    try TensorThread.throwFailure()
  }

  /// The only element, as a Double.
  ///
  /// - Throws: the failure of memory or device of the running step.
  /// - Precondition: there is one element.
  public func value() throws -> Double {
    try throwIfMissing()
    require(count == 1, "the value of shape \(shape)")
    return try self.to(.float64).elements(Double.self)[0]
  }

  /// Calls the closure with the elements in the host's memory, without a copy.
  ///
  /// - Throws: the failure of memory or device of the running step, and what the closure throws.
  /// - Precondition: the tensor lies on the host, contiguous, and its elements are of that type.
  public func withElements<Element: TensorElement, Result>(
    of type: Element.Type, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
  ) throws -> Result {
    try throwIfMissing()
    let details = details!
    require(
      Device(number: details.device) == .cpu && details.is_contiguous && dataType == Element.dataType,
      "elements of type \(Element.dataType) in the memory of \(self), contiguous: \(details.is_contiguous)")
    return try withExtendedLifetime(self) {
      try body(
        UnsafeMutableBufferPointer(
          start: details.data?.assumingMemoryBound(to: Element.self), count: Int(details.count)))
    }
  }

  /// Calls the closure with the elements in the host's memory, row-major: without a copy where they lie there so.
  ///
  /// - Throws: the failure of memory or device of the running step, and what the closure throws.
  /// - Precondition: the elements are of that type.
  public func withHostElements<Element: TensorElement, Result>(
    of type: Element.Type, _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) throws -> Result {
    try throwIfMissing()
    guard device == .cpu, details!.is_contiguous else {
      return try elements(type).withUnsafeBufferPointer(body)
    }
    return try withElements(of: type) { try body(UnsafeBufferPointer($0)) }
  }

  /// Throws when the tensor has no content, or a failure waits.
  func throwIfMissing() throws {
    TensorThread.requireCurrent()
    try TensorThread.throwFailure()
    guard handle == nil else { return }
    throw TensorError(
      kind: .other, operation: "read", message: "a tensor of a step that failed earlier is used")
  }
}
