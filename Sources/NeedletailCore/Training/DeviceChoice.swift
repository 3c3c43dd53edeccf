/// Which device a run asks for: `--device auto|cpu|cuda`. Neural models heed it; all others run on the host.
public enum DeviceChoice: String, CaseIterable, Sendable {
  /// A CUDA device when there is one, else the host.
  case auto
  /// The host.
  case cpu
  /// The first CUDA device.
  case cuda
}
