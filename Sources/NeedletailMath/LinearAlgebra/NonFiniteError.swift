/// A computation that met a number that is infinite or not a number.
public struct NonFiniteError: Error, CustomStringConvertible, Sendable {
  /// Describes the failure.
  public init() {}
  /// "a number became infinite or undefined".
  public var description: String { "a number became infinite or undefined" }
}
