import NeedletailData

extension Hyperparameter {
  /// The value when a specification does not give one.
  public var defaultValue: HyperparameterValue {
    switch domain {
    case .integer(let value, _): .integer(value)
    case .number(let value, _): .number(value)
    case .flag(let value): .flag(value)
    case .choice(let value, _), .text(let value): .choice(value)
    }
  }

  /// The legal values in words: "a whole number from 1 to 1000000", "one of cosine, jaccard".
  public var legalRange: String {
    switch domain {
    case .integer(_, let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(_, let range):
      "a number from \(HyperparameterValue.number(range.lowerBound)) to "
        + "\(HyperparameterValue.number(range.upperBound))"
    case .flag: "true or false"
    case .choice(_, let names): "one of \(names.joined(separator: ", "))"
    case .text: "a text"
    }
  }

  /// A written value as a value of the declared type, within its range.
  ///
  /// - Throws: `SpecificationError` naming the hyper-parameter, the text and the legal range.
  public func value(parsing text: String) throws(SpecificationError) -> HyperparameterValue {
    let value: HyperparameterValue? =
      switch domain {
      case .integer: Int(text).map { .integer($0) }
      case .number: Double(text).map { .number($0) }
      case .flag: Bool(text).map { .flag($0) }
      case .choice, .text: .choice(text)
      }
    guard let value, let checked = legal(value) else { throw illegal(text) }
    return checked
  }

  /// A value that arrived typed, from a model file or a configuration, as a value of the declared type; whole
  /// numbers serve as numbers.
  ///
  /// - Throws: `SpecificationError` naming the hyper-parameter, the value and the legal range.
  public func value(checking value: HyperparameterValue) throws(SpecificationError) -> HyperparameterValue {
    guard let checked = legal(value) else { throw illegal(value.description) }
    return checked
  }

  private func legal(_ value: HyperparameterValue) -> HyperparameterValue? {
    switch (domain, value) {
    case (.integer(_, let range), .integer(let number)): range.contains(number) ? value : nil
    case (.number(_, let range), .number(let number)): range.contains(number) ? value : nil
    case (.number(_, let range), .integer(let number)):
      range.contains(Double(number)) ? .number(Double(number)) : nil
    case (.flag, .flag): value
    case (.choice(_, let names), .choice(let name)): names.contains(name) ? value : nil
    case (.text, .choice): value
    default: nil
    }
  }

  private func illegal(_ text: String) -> SpecificationError {
    var hint = ""
    if case .choice(_, let names) = domain { hint = NearestWord.hint(for: text, among: names) }
    return SpecificationError("\(name)=\(text): expected \(legalRange)\(hint)")
  }
}

extension HyperparameterValue: CustomStringConvertible {
  /// The value as specifications spell it: whole numbers without a point, others with the fewest digits that
  /// give the same number back.
  public var description: String {
    switch self {
    case .integer(let value): return "\(value)"
    case .number(let value):
      if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
      return "\(value)"
    case .flag(let value): return "\(value)"
    case .choice(let value): return value
    }
  }
}
