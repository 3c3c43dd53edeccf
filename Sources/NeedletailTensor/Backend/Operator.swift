import CTorch

/// An operator of LibTorch, called by its handle.
///
/// A call on small tensors costs well under a microsecond more than LibTorch itself.
struct Operator: @unchecked Sendable {
  // The handle is constant and lives as long as the process.
  let name: String
  private let handle: OpaquePointer

  /// The operator with a name and an overload, which every version of LibTorch that we take has.
  init(_ name: String, _ overload: String = "") {
    TensorThread.requireCurrent()
    self.name = "aten::\(name)"
    var handle: OpaquePointer?
    guard torch.find(self.name, overload, &handle) == NEEDLETAIL_TORCH_OK, let handle else {
      fatalError(TensorRuntime.message)
    }
    self.handle = handle
  }

  /// The operator's first result.
  func callAsFunction<let count: Int>(_ arguments: InlineArray<count, Argument>) -> Tensor {
    Tensor(adopting: first(arguments))
  }

  /// The handle of the operator's first result, for whoever takes it over.
  func first<let count: Int>(_ arguments: InlineArray<count, Argument>) -> OpaquePointer? {
    invoke(arguments) > 0 ? takeResult(0) : nil
  }

  /// The operator's first two results.
  func pair<let count: Int>(_ arguments: InlineArray<count, Argument>) -> (Tensor, Tensor) {
    let found = invoke(arguments)
    return (
      Tensor(adopting: found > 0 ? takeResult(0) : nil), Tensor(adopting: found > 1 ? takeResult(1) : nil)
    )
  }

  /// All results of the operator; a list counts as its tensors.
  func all<let count: Int>(_ arguments: InlineArray<count, Argument>) -> [Tensor] {
    (0..<invoke(arguments)).map { Tensor(adopting: takeResult($0)) }
  }

  /// Calls an operator for what it does to its arguments.
  func run<let count: Int>(_ arguments: InlineArray<count, Argument>) {
    for index in 0..<invoke(arguments) {
      if let handle = takeResult(index) { torch.release(handle) }
    }
  }

  /// The number of results in the frame.
  private func invoke<let count: Int>(_ arguments: borrowing InlineArray<count, Argument>) -> Int {
    TensorThread.requireCurrent()
    precondition(count <= CallFrame.argumentLimit, "\(name) with \(count) arguments")
    guard TensorThread.failure == nil else { return 0 }
    let frame = CallFrame.current
    var listed = 0
    for index in 0..<count { listed += arguments[index].listed }
    frame.begin(listed: listed)
    for index in 0..<count { frame.push(arguments[index]) }
    guard !frame.hasMissingTensor else {
      TensorThread.failure = TensorError(
        kind: .other, operation: name, message: "a tensor of a step that failed earlier is used")
      return 0
    }
    var found: Int32 = 0
    let code = torch.call(
      handle, frame.arguments, Int32(count), frame.results, Int32(frame.resultCapacity), &found)
    guard code == NEEDLETAIL_TORCH_OK else {
      TensorRuntime.check(code, name)
      return 0
    }
    precondition(Int(found) <= frame.resultCapacity, "\(name) gave \(found) results")
    return Int(found)
  }

  private func takeResult(_ index: Int) -> OpaquePointer? {
    let value = CallFrame.current.results[index]
    return value.kind == NEEDLETAIL_TORCH_TENSOR ? value.payload.tensor : nil
  }
}
