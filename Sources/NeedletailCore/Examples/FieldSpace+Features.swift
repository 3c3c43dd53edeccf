public import NeedletailData

extension FieldSpace {
  /// The features of a moment from text: "weekday=sunday,temperature=21"; names of a multi-valued field are joined by
  /// "|".
  ///
  /// - Throws: `DataError` for a name that is no field of the moment, and for a number that is none.
  public func features(parsing text: String) throws -> [String: FieldValue] {
    var features: [String: FieldValue] = [:]
    let known = fields.filter { $0.owner == nil }
    for part in text.split(separator: ",") {
      let pieces = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard pieces.count == 2 else { throw DataError("expected name=value, found '\(part)'") }
      guard let field = known.first(where: { $0.name == pieces[0] }) else {
        let names = known.map { "'\($0.name)'" }.joined(separator: ", ")
        throw DataError(
          "expected a field of the moment (\(names.isEmpty ? "none" : names)), found '\(pieces[0])'")
      }
      switch field.values {
      case .categorical, .multiValued, .hashed:
        features[field.name] =
          field.isMultiValued
          ? .names(pieces[1].split(separator: "|").map(String.init)) : .name(pieces[1])
      case .numeric, .bucketed:
        guard let number = Float(pieces[1]), number.isFinite else {
          throw DataError("\(field.name): expected a finite number, found '\(pieces[1])'")
        }
        features[field.name] = .number(number)
      }
    }
    return features
  }
}
