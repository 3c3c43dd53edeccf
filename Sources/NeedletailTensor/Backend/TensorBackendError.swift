/// Neural models cannot run: the library that stands between Needletail and LibTorch was not found.
public struct TensorBackendError: Error, CustomStringConvertible, Sendable {
  /// A file that was tried.
  package struct Attempt: Sendable {
    /// The file.
    package var path: String
    /// Why it cannot be used.
    package var reason: String

    /// A try.
    package init(path: String, reason: String) {
      self.path = path
      self.reason = reason
    }
  }

  /// The files that were tried, in order.
  package let tried: [Attempt]

  /// An error over files that were tried.
  package init(tried: [Attempt]) { self.tried = tried }

  /// The Debian package that LibTorch comes in.
  public static let package = "libtorch-dev"

  /// What is missing and how to get it, and where it was looked for.
  public var description: String {
    // Files that exist and could not be used are what a reader needs to know first.
    let faults = tried.filter { $0.reason != "no such file" }
    let shown = faults.isEmpty ? tried : faults
    return "neural models need LibTorch: install the package \(Self.package) and build its backend with "
      + "'make setup'; tried " + shown.map { "\($0.path) (\($0.reason))" }.joined(separator: ", ")
  }
}
