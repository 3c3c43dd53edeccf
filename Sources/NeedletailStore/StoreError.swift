/// A store that cannot do what it was asked, and why.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of fault.
  public enum Code: Sendable, Hashable {
    /// Another process owns the store.
    case inUse
    /// The place is missing, read-only or full; what was committed before is safe.
    case unavailable
    /// What is on disk breaks its own rules.
    case damaged
    /// It was written by a later version.
    case tooNew
    /// A reader asked to go on from a place that no earlier page gave.
    case invalidCursor
  }

  /// What kind of fault.
  public var code: Code
  /// Where: a path or a database's name, without secrets.
  public var place: String
  /// What was expected, what was found, and the remedy if there is one.
  public var message: String

  /// A fault.
  public init(_ code: Code, place: String, _ message: String) {
    self.code = code
    self.place = place
    self.message = message
  }

  /// Place and message.
  public var description: String { "\(place): \(message)" }
}
