import CTorch

/// Settings of LibTorch; all are used on the tensor thread.
public enum TensorRuntime {
  /// The version of LibTorch.
  public static var version: String {
    TensorThread.requireCurrent()
    return torch.library_version().map { String(cString: $0) } ?? "unknown"
  }

  /// Sets how many threads an operator may use on the host.
  ///
  /// - Precondition: `count` is positive.
  public static func setThreads(_ count: Int) {
    TensorThread.requireCurrent()
    precondition(count >= 1, "\(count) threads")
    check(torch.set_threads(Int32(count)), "set_threads")
  }

  /// Seeds LibTorch's random numbers: what `dropout` draws. Parameters begin with our own.
  public static func seed(_ seed: UInt64) {
    TensorThread.requireCurrent()
    check(torch.seed(seed), "seed")
  }

  /// The state of a device's random numbers: bytes, on the host.
  static func randomState(of device: Device) -> Tensor {
    TensorThread.requireCurrent()
    var state: OpaquePointer?
    check(torch.random_state(device.number, &state), "random_state")
    return Tensor(adopting: state)
  }

  /// Sets the state of a device's random numbers.
  static func setRandomState(_ state: Tensor, of device: Device) {
    TensorThread.requireCurrent()
    guard let handle = state.handle else { return }
    check(torch.set_random_state(device.number, handle), "set_random_state")
  }

  /// Waits until a device has done all that it was given.
  public static func synchronize(_ device: Device) {
    TensorThread.requireCurrent()
    check(torch.synchronize(device.number), "synchronize")
  }

  /// Bytes of tensors in use on a device, and their peak since `resetMemory`.
  public static func memory(of device: Device) -> (inUse: Int, peak: Int) {
    TensorThread.requireCurrent()
    var inUse: Int64 = 0
    var peak: Int64 = 0
    check(torch.memory(device.number, &inUse, &peak), "memory")
    return (Int(inUse), Int(peak))
  }

  /// Gives memory that is kept for later tensors back to a device, and begins a new peak.
  public static func resetMemory(of device: Device) {
    TensorThread.requireCurrent()
    check(torch.reset_memory(device.number), "reset_memory")
  }

  /// Why the last call failed.
  static var message: String { torch.message().map { String(cString: $0) } ?? "" }

  /// Takes note of a failed call: mistakes in the program end it, failures of the machine stay until the step's end.
  static func check(_ code: Int32, _ operation: @autoclosure () -> String) {
    if code != NEEDLETAIL_TORCH_OK { fail(code, operation()) }
  }

  @inline(never)
  private static func fail(_ code: Int32, _ operation: String) {
    let message = message
    let kind: TensorError.Kind
    switch Int(code) {
    case NEEDLETAIL_TORCH_MEMORY: kind = .memory
    case NEEDLETAIL_TORCH_DEVICE: kind = .device
    case NEEDLETAIL_TORCH_OTHER: kind = .other
    default: fatalError("\(operation): \(message)")
    }
    if TensorThread.failure == nil {
      TensorThread.failure = TensorError(kind: kind, operation: operation, message: message)
    }
  }
}
