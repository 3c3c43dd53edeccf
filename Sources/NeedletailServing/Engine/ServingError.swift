/// A request that cannot be answered, and why.
public struct ServingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of fault.
  public enum Code: Sendable, Hashable {
    /// The request is malformed, or names something that cannot be: a rule with a fault, a count of 0.
    case invalid
    /// It names something that does not exist: a pipeline, an item whose neighbours are asked for.
    case notFound
    /// The server cannot do it now: it is draining, the disk is full, too much waits already.
    case unavailable
    /// There is no model yet, and the question needs one.
    case noModel
  }

  /// What kind of fault.
  public var code: Code
  /// The part of the request at fault: "filter", "pins[2]"; empty for the whole.
  public var part: String
  /// What was expected, and what was found.
  public var message: String

  /// A fault.
  public init(_ code: Code, part: String = "", _ message: String) {
    self.code = code
    self.part = part
    self.message = message
  }

  /// Part and message.
  public var description: String { part.isEmpty ? message : "\(part): \(message)" }
}
