import CTorch
public import NeedletailCore

/// Where tensors lie and operators run.
public enum Device: Hashable, Sendable, CustomStringConvertible {
  /// The host.
  case cpu
  /// A CUDA device by its number.
  case cuda(Int)

  /// Its number in the table of functions.
  var number: Int32 {
    switch self {
    case .cpu: Int32(NEEDLETAIL_TORCH_HOST)
    case .cuda(let index): Int32(index)
    }
  }

  /// The device with a number in the table of functions.
  init(number: Int32) { self = number < 0 ? .cpu : .cuda(Int(number)) }

  /// "cpu" or "cuda:0".
  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .cuda(let index): "cuda:\(index)"
    }
  }
}

extension DeviceChoice {
  /// The device of this machine.
  ///
  /// - Throws: `TensorError` when a CUDA device is asked for and there is none, `TensorBackendError`.
  public func device() throws -> Device {
    if self == .cpu { return .cpu }
    let count = try TensorThread.run { Int(torch.device_count()) }
    if count > 0 { return .cuda(0) }
    guard self == .auto else {
      throw TensorError(
        kind: .device, operation: "--device cuda",
        message:
          "LibTorch \(try TensorBackend.shared().version) finds no CUDA device; use --device cpu or auto")
    }
    return .cpu
  }
}
