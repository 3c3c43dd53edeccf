/// What a query says of a field of its moment: "weekday" is "sunday", "temperature" is 21.
public enum FieldValue: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByArrayLiteral
{
  /// The name of a categorical field; one that training did not hold is missing.
  case name(String)
  /// The names of a multi-valued field.
  case names([String])
  /// The number of a numeric field; NaN is missing.
  case number(Float)

  /// A name.
  public init(stringLiteral value: String) { self = .name(value) }
  /// A number.
  public init(floatLiteral value: Float) { self = .number(value) }
  /// Names.
  public init(arrayLiteral elements: String...) { self = .names(elements) }
}
