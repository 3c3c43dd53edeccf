import CTorch

/// The numbers that a loss is computed in.
public enum Precision: String, CaseIterable, Sendable {
  /// Single precision throughout.
  case single
  /// On CUDA, operators that gain by it (products of matrices above all) take `bfloat16`; parameters, reductions and
  /// updates stay in single precision (Micikevicius et al., ICLR 2018). The same as `single` on the host.
  case mixed

  /// Runs tensor work in these numbers.
  func run<Result>(on device: Device, _ body: () throws -> Result) rethrows -> Result {
    guard self == .mixed, device != .cpu else { return try body() }
    TensorThread.requireCurrent()
    let narrow = DataType.bfloat16.rawValue
    TensorRuntime.check(torch.set_autocast(device.number, true, narrow), "autocast")
    defer { TensorRuntime.check(torch.set_autocast(device.number, false, narrow), "autocast") }
    return try body()
  }
}
