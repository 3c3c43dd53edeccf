/// A value made of tensors that is kept between pieces of tensor work and may be held anywhere.
///
/// The value is made, used and changed on the tensor thread only; who holds it asks for what it needs as plain values.
/// A recommender keeps its network in one, a trainer its state.
public final class TensorBound<Value>: @unchecked Sendable {
  // Sendable because the value is touched within `TensorThread.run` only, that is on one thread. Its end may come on
  // any thread: giving tensors back is safe anywhere.
  private var value: Value

  /// Makes a value on the tensor thread.
  ///
  /// - Throws: what the closure throws, `TensorBackendError`, `TensorError`.
  public init(_ make: @Sendable () throws -> Value) throws {
    let made = try TensorThread.run { Made(value: try make()) }
    value = made.value
  }

  /// Uses the value on the tensor thread.
  ///
  /// - Throws: what the closure throws, `TensorError`.
  public func withValue<Result: Sendable>(_ body: @Sendable (inout Value) throws -> Result) throws -> Result {
    try TensorThread.run { try body(&value) }
  }

  /// Carries the new value to its holder.
  private struct Made: @unchecked Sendable {
    // Nobody else has the value.
    let value: Value
  }
}
