import NeedletailData

extension AlgorithmDescriptor {
  /// The values of all hyper-parameters: the given ones checked, the others at their defaults.
  ///
  /// - Parameter given: values by name or alias, as text, in the order of writing.
  /// - Throws: `SpecificationError` for an unknown or repeated name and for an illegal value.
  public func complete(parsing given: [(key: String, text: String)]) throws(SpecificationError)
    -> HyperparameterValues
  {
    var values: [String: HyperparameterValue] = [:]
    for (key, text) in given {
      let parameter = try hyperparameter(named: key)
      try refuseRepetition(of: parameter, as: key, in: values)
      values[parameter.name] = try inThisAlgorithm { () throws(SpecificationError) in
        try parameter.value(parsing: text)
      }
    }
    return completed(values)
  }

  /// The same for values that arrived typed.
  public func complete(_ given: [String: HyperparameterValue]) throws(SpecificationError)
    -> HyperparameterValues
  {
    var values: [String: HyperparameterValue] = [:]
    for (key, value) in given.sorted(by: { $0.key < $1.key }) {
      let parameter = try hyperparameter(named: key)
      try refuseRepetition(of: parameter, as: key, in: values)
      values[parameter.name] = try inThisAlgorithm { () throws(SpecificationError) in
        try parameter.value(checking: value)
      }
    }
    return completed(values)
  }

  /// All defaults.
  public var defaults: HyperparameterValues { completed([:]) }

  /// The declaration with a name or an alias.
  ///
  /// - Throws: `SpecificationError` with the nearest known name and its legal range.
  public func hyperparameter(named key: String) throws(SpecificationError) -> Hyperparameter {
    if let parameter = hyperparameters.first(where: { $0.name == key || $0.aliases.contains(key) }) {
      return parameter
    }
    guard !hyperparameters.isEmpty else {
      throw SpecificationError("\(name) has no hyper-parameters, found '\(key)'")
    }
    let spellings = hyperparameters.flatMap { [$0.name] + $0.aliases }
    var hint = "; known: \(hyperparameters.map(\.name).joined(separator: ", "))"
    if let near = NearestWord.find(key, among: spellings),
      let parameter = hyperparameters.first(where: { $0.name == near || $0.aliases.contains(near) })
    {
      hint = "; did you mean '\(near)', \(parameter.legalRange)?"
    }
    throw SpecificationError("\(name) has no hyper-parameter '\(key)'\(hint)")
  }

  private func completed(_ values: [String: HyperparameterValue]) -> HyperparameterValues {
    let defaults = hyperparameters.map { ($0.name, $0.defaultValue) }
    return HyperparameterValues(Dictionary(uniqueKeysWithValues: defaults).merging(values) { $1 })
  }

  private func refuseRepetition(
    of parameter: Hyperparameter, as key: String, in values: [String: HyperparameterValue]
  ) throws(SpecificationError) {
    guard values[parameter.name] != nil else { return }
    let alias = key == parameter.name ? "" : " (as '\(key)')"
    throw SpecificationError("\(name): \(parameter.name) is given twice\(alias)")
  }

  private func inThisAlgorithm(
    _ body: () throws(SpecificationError) -> HyperparameterValue
  ) throws(SpecificationError) -> HyperparameterValue {
    do { return try body() } catch { throw SpecificationError("\(name): \(error.message)") }
  }
}
