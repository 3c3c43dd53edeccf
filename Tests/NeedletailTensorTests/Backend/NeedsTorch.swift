import NeedletailTensor
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips tests of tensors, saying so, where the backend is not built.
  static var needsTorch: Self {
    .enabled(if: TensorBackend.isAvailable, "LibTorch's backend is not built: 'make setup' builds it")
  }
}

/// Runs tensor work for a test; what is expected of it is checked on the test's own thread.
func onTensorThread<Result: Sendable>(_ body: @Sendable () throws -> Result) throws -> Result {
  try TensorThread.run {
    TensorRuntime.setThreads(2)
    return try body()
  }
}
