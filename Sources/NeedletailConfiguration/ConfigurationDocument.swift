import Yams

/// Reads the YAML of a configuration: plain mappings, lists and scalars, and nothing that could surprise.
///
/// Scalars keep their text: what a value means is decided by the key that reads it, so YAML 1.1's words and numbers
/// (`no`, `on`, `1_000`, `010`, `1:30`) never turn into something else behind the reader's back.
struct ConfigurationDocument {
  /// The longest text that is read, in bytes.
  static let byteLimit = 1 << 20
  /// How deep mappings and lists may nest.
  static let depthLimit = 32

  let file: String

  /// The mapping that the text is; an empty one for empty text.
  func parse(_ text: String) throws(ConfigurationError) -> [ConfigurationEntry] {
    guard text.utf8.count <= Self.byteLimit else {
      throw fault(nil, "expected at most \(Self.byteLimit) bytes, found \(text.utf8.count)")
    }
    let parser: Parser
    let root: Node?
    do {
      parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      root = try parser.singleRoot()
    } catch {
      throw fault(for: error)
    }
    // Nodes hold their anchors weakly; the parser owns them.
    return try withExtendedLifetime(parser) { () throws(ConfigurationError) in
      guard let root else { return [] }
      let node = try convert(root, path: "", depth: 0)
      if node.isNothing { return [] }
      guard case .mapping(let entries, _) = node else {
        throw fault(node.line, "expected a mapping of keys to values, found \(node.summary)")
      }
      return entries
    }
  }

  private func fault(_ line: Int?, key: String = "", _ message: String) -> ConfigurationError {
    ConfigurationError(source: file, line: line, key: key, message)
  }

  private func convert(
    _ node: Node, path: String, depth: Int
  ) throws(ConfigurationError) -> ConfigurationNode {
    let line = node.mark?.line ?? 1
    guard depth <= Self.depthLimit else {
      throw fault(line, key: path, "expected at most \(Self.depthLimit) levels, found more")
    }
    if let anchor = node.anchor {
      throw fault(
        line, key: path,
        "expected a value, found the anchor '\(anchor.rawValue)'; write it out where it is used")
    }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      try refuseTag(scalar.tag, allowing: isPlain ? .implicit : .str, line, path)
      return .scalar(scalar.string, isPlain: isPlain, line: line)
    case .sequence(let sequence):
      try refuseTag(sequence.tag, allowing: .implicit, line, path)
      var values: [ConfigurationNode] = []
      for (place, value) in sequence.enumerated() {
        values.append(try convert(value, path: "\(path)[\(place)]", depth: depth + 1))
      }
      return .list(values, line: line)
    case .mapping(let mapping):
      try refuseTag(mapping.tag, allowing: .implicit, line, path)
      return .mapping(try entries(of: mapping, path: path, depth: depth), line: line)
    case .alias(let alias):
      throw fault(line, key: path, "expected a value, found the alias '\(alias.anchor.rawValue)'")
    }
  }

  private func entries(
    of mapping: Node.Mapping, path: String, depth: Int
  ) throws(ConfigurationError) -> [ConfigurationEntry] {
    var entries: [ConfigurationEntry] = []
    var lines: [String: Int] = [:]
    for (name, value) in mapping {
      let line = name.mark?.line ?? mapping.mark?.line ?? 1
      guard case .scalar(let scalar) = name, name.anchor == nil else {
        throw fault(line, key: path, "expected a key that is one word, found a list, a mapping or an anchor")
      }
      // Looking for duplicates has resolved the tags of keys to text.
      if scalar.tag.description != Tag.Name.implicit.rawValue {
        try refuseTag(scalar.tag, allowing: .str, line, path)
      }
      let key = scalar.string
      let place = path.isEmpty ? key : "\(path).\(key)"
      guard key != "<<" else {
        throw fault(line, key: path, "expected a key, found the merge key '<<'; write the keys out")
      }
      guard !key.isEmpty, key.utf8.count <= 200, !key.unicodeScalars.contains(where: { $0.value < 32 }) else {
        throw fault(line, key: path, "expected a key of 1 to 200 letters, found \(key.quoted)")
      }
      if let first = lines.updateValue(line, forKey: key) {
        throw fault(line, key: place, "the key was given in line \(first) already")
      }
      entries.append(
        ConfigurationEntry(
          key: key, line: line, value: try convert(value, path: place, depth: depth + 1)))
    }
    return entries
  }

  private func refuseTag(
    _ tag: Tag, allowing name: Tag.Name, _ line: Int, _ path: String
  ) throws(ConfigurationError) {
    guard tag.description != Tag.Name.implicit.rawValue, tag.description != name.rawValue else { return }
    throw fault(line, key: path, "expected a value without a tag, found the tag \(tag.description.quoted)")
  }
}
