import NeedletailTensor
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips tests that train, saying so, where the backend is not built.
  static var trains: Self {
    .enabled(if: TensorBackend.isAvailable, "LibTorch's backend is not built: 'make setup' builds it")
  }
}
