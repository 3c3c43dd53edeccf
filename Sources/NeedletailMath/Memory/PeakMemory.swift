import CKernels
import Glibc

/// The most memory that the process has had resident since a moment: the kernel's own account.
public struct PeakMemory: Sendable {
  /// The resident bytes at the start, which the caller may want to subtract.
  public let baseline: Int

  /// Starts to watch. The kernel's mark is reset where it allows that; otherwise the peak is of the whole
  /// process.
  public init() {
    // Freed memory that the allocator still holds would be taken again without being seen.
    needletail_release_free_memory()
    if let file = fopen("/proc/self/clear_refs", "w") {
      fputs("5", file)
      fclose(file)
    }
    baseline = Self.field("VmRSS:") ?? 0
  }

  /// The peak in bytes since the start; nil where the system does not say.
  public var bytes: Int? { Self.field("VmHWM:") }

  /// A field of `/proc/self/status`, which gives kB.
  private static func field(_ name: String) -> Int? {
    guard let file = fopen("/proc/self/status", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = line.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
      guard text.hasPrefix(name) else { continue }
      return text.dropFirst(name.count).split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
        .map { $0 * 1024 }
    }
    return nil
  }
}
