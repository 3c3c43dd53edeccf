import Yams

extension ConfigurationDocument {
  /// What the YAML parser has to say, with the line.
  func fault(for error: any Error) -> ConfigurationError {
    guard let error = error as? YamlError else {
      return ConfigurationError(source: file, key: "", "this is no YAML: \(error)")
    }
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
      let place = context.map { " \($0.text) that begins in line \($0.mark.line):" } ?? ""
      return ConfigurationError(source: file, line: mark.line, key: "", "this is no YAML:\(place) \(problem)")
    case .composer(let context, let problem, let mark, _):
      let words = [context?.text, problem].compactMap { $0 }.joined(separator: ", ")
      return ConfigurationError(source: file, line: mark.line, key: "", words)
    case .reader(let problem, let offset, _, let yaml):
      let line = offset.map { yaml.prefix($0).count(where: \.isNewline) + 1 }
      return ConfigurationError(source: file, line: line, key: "", "this is no YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      return ConfigurationError(
        source: file, line: context.mark.line, key: duplicates.first ?? "",
        "the key is given more than once in one mapping, here for the first time")
    default:
      return ConfigurationError(source: file, key: "", "this is no YAML: \(error)")
    }
  }
}
