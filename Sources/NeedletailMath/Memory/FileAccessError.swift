import Glibc

/// An operation on a file that the system refused.
public struct FileAccessError: Error, CustomStringConvertible, Sendable {
  /// The path as the caller gave it.
  public let path: String
  /// What was attempted, as a verb: "open", "map".
  public let action: String
  /// The system's error number.
  public let errorNumber: Int32

  /// Describes a refused operation.
  public init(path: String, action: String, errorNumber: Int32) {
    self.path = path
    self.action = action
    self.errorNumber = errorNumber
  }

  /// "cannot open data.csv: No such file or directory".
  public var description: String {
    "cannot \(action) \(path): \(String(cString: strerror(errorNumber)))"
  }
}
