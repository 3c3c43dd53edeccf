/// A specification of a model that cannot be understood: what is wrong, and what would be right.
public struct SpecificationError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What was found, what was expected, and the nearest legal thing.
  public var message: String
  /// Describes what is wrong.
  public init(_ message: String) { self.message = message }
  /// The message.
  public var description: String { message }
}
