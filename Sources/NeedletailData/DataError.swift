/// Something wrong with data that came from outside: where, what was expected, what was found.
public struct DataError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The file or folder, as the user named it; nil for data that has no file.
  public var file: String?
  /// The line, from 1.
  public var line: Int?
  /// What was expected and what was found, and the remedy when there is one.
  public var message: String

  /// Describes what is wrong.
  public init(file: String? = nil, line: Int? = nil, _ message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  /// "ratings.csv:17: expected a number in column rating, found 'abc'".
  public var description: String {
    var place = file ?? ""
    if let line { place += place.isEmpty ? "line \(line)" : ":\(line)" }
    return place.isEmpty ? message : "\(place): \(message)"
  }
}
