public import NeedletailCore

extension SearchSpace {
  /// Reads `1..5`, `log(0.001..1)`, `a|b|c` or a single value, as a space of a hyper-parameter.
  ///
  /// - Throws: `SpecificationError` that names the hyper-parameter, what was found and what is legal.
  public init(parsing text: String, for parameter: Hyperparameter) throws(SpecificationError) {
    if text.contains("|") {
      var values: [HyperparameterValue] = []
      for part in text.split(separator: "|", omittingEmptySubsequences: false) {
        let value = try parameter.value(parsing: part.trimmedOfBlanks)
        guard !values.contains(value) else {
          throw SpecificationError("\(parameter.name)=\(text): \(value) is given twice")
        }
        values.append(value)
      }
      self = .values(values)
      return
    }
    let isLogarithmic = text.hasPrefix("log(") && text.hasSuffix(")")
    let inside = isLogarithmic ? String(text.dropFirst(4).dropLast()) : text
    guard let dots = inside.firstRange(ofDots: ()) else {
      guard !isLogarithmic else {
        throw SpecificationError("\(parameter.name)=\(text): expected a range, log(1..100)")
      }
      self = .values([try parameter.value(parsing: text)])
      return
    }
    let low = try parameter.value(parsing: inside[..<dots.lowerBound].trimmedOfBlanks)
    let high = try parameter.value(parsing: inside[dots.upperBound...].trimmedOfBlanks)
    switch (low, high) {
    case (.integer(let low), .integer(let high)) where low < high && (!isLogarithmic || low >= 1):
      self = isLogarithmic ? .logarithmicIntegers(low...high) : .integers(low...high)
    case (.number(let low), .number(let high)) where low < high && (!isLogarithmic || low > 0):
      self = isLogarithmic ? .logarithmic(low...high) : .numbers(low...high)
    case (.integer, .integer), (.number, .number):
      throw SpecificationError(
        "\(parameter.name)=\(text): expected a smaller and a greater number"
          + (isLogarithmic ? " above 0" : ""))
    default:
      throw SpecificationError(
        "\(parameter.name)=\(text): only numbers have ranges; expected values of \(parameter.legalRange) "
          + "with | between them")
    }
  }
}

extension String {
  /// The place of the two dots of a range.
  fileprivate func firstRange(ofDots: Void) -> Range<String.Index>? {
    for index in indices.dropLast() where self[index] == "." && self[self.index(after: index)] == "." {
      return index..<self.index(index, offsetBy: 2)
    }
    return nil
  }
}
