/// A fit that cannot be done: the data or the machine does not allow it.
public struct TrainingError: Error, CustomStringConvertible, Sendable {
  /// Why, and the remedy when there is one.
  public var message: String
  /// Describes the reason.
  public init(_ message: String) { self.message = message }
  /// The message.
  public var description: String { message }
}
