import NeedletailData

extension ConfigurationSection {
  /// A mapping; an empty section when the key is missing or has no value.
  ///
  /// Opening a section again gives the same one.
  public mutating func section(_ key: String) throws(ConfigurationError) -> ConfigurationSection {
    ledger.note(key, in: components, variable: nil)
    let entry = entry(key)
    switch entry?.value {
    case .mapping(let entries, _):
      return child(key, entries, line: entry?.line, path: place(of: key))
    case .some(let node) where !node.isNothing:
      throw ConfigurationError(
        source: file, line: entry?.line, key: place(of: key), "expected a mapping, found \(node.summary)")
    default:
      return child(key, [], line: entry?.line, path: place(of: key))
    }
  }

  /// A list of mappings; none when the key is missing or has no value. Their paths end in their place, from 0.
  public mutating func sections(_ key: String) throws(ConfigurationError) -> [ConfigurationSection] {
    ledger.note(key, in: components, variable: nil)
    let place = place(of: key)
    guard let entry = entry(key), !entry.value.isNothing else { return [] }
    guard case .list(let nodes, _) = entry.value else {
      throw ConfigurationError(
        source: file, line: entry.line, key: place,
        "expected a list of mappings, found \(entry.value.summary)")
    }
    var sections: [ConfigurationSection] = []
    for (number, node) in nodes.enumerated() {
      let path = "\(place)[\(number)]"
      guard case .mapping(let entries, let line) = node else {
        throw ConfigurationError(
          source: file, line: node.line, key: path, "expected a mapping, found \(node.summary)")
      }
      sections.append(
        ConfigurationSection(
          file: file, path: path, line: line, entries: entries,
          components: components + [key, "[\(number)]"],
          variablePrefix: nil, ledger: ledger))
    }
    return sections
  }

  private func child(
    _ key: String, _ entries: [ConfigurationEntry], line: Int?, path: String
  ) -> ConfigurationSection {
    ConfigurationSection(
      file: file, path: path, line: line, entries: entries, components: components + [key],
      variablePrefix: variable(key).map { $0 + "_" }, ledger: ledger)
  }

  /// Refuses keys that nobody read: of this section; for the root, of all sections, and variables that set nothing.
  ///
  /// - Throws: `ConfigurationError` with the line of the key, or the name of the variable, and the nearest known one.
  public func finish() throws(ConfigurationError) {
    let opened = components.isEmpty ? ledger.sections : [ledger.section(components)].compactMap { $0 }
    let unread = opened.flatMap { section in
      section.entries.filter { !section.known.contains($0.key) }.map { (section, $0) }
    }
    if let (section, entry) = unread.min(by: { $0.1.line < $1.1.line }) {
      let hint = NearestWord.hint(for: entry.key, among: section.known)
      let known = section.known.isEmpty ? "none" : section.known.sorted().joined(separator: ", ")
      throw ConfigurationError(
        source: file, line: entry.line,
        key: section.path.isEmpty ? entry.key : "\(section.path).\(entry.key)",
        "this key is not known\(hint) (known here: \(known))")
    }
    guard components.isEmpty else { return }
    let known = ledger.knownVariables
    if let name = ledger.environment.keys.filter({ !known.contains($0) }).min() {
      let hint = NearestWord.hint(for: name, among: known.sorted())
      throw ConfigurationError(source: name, key: "", "this variable sets no key that is known\(hint)")
    }
  }
}
