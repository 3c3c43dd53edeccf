/// A metric with its cut-off and variants: an exact definition.
///
/// ```swift
/// let keys = try MetricKey.list("recall@20,ndcg@20[graded],coverage@20")
/// ```
///
/// A bare ranking key is the definition of trec_eval and ranx with binary relevance; variants in brackets are
/// those that other libraries and papers use under the same name.
public struct MetricKey: Sendable, Hashable, CustomStringConvertible {
  /// The metric.
  public let family: MetricFamily
  /// The length of the list that is looked at; nil for metrics without one.
  public let cutoff: Int?
  /// The variants, in the order in which the family declares them.
  public let variants: [MetricVariant]
  /// How strongly popular test items are discounted, written `[beta=0.3]`; nil for metrics that count hits.
  public let beta: Double?

  /// A key from its parts.
  ///
  /// - Throws: `MetricKeyError` for a missing, superfluous or impossible cut-off and for variants and penalties
  ///   that the metric does not have.
  public init(
    _ family: MetricFamily, cutoff: Int? = nil, variants: [MetricVariant] = [], beta: Double? = nil
  ) throws(MetricKeyError) {
    if family.takesCutoff {
      guard let cutoff else {
        throw MetricKeyError("metric '\(family.rawValue)' needs a cut-off: \(family.rawValue)@10")
      }
      guard (1...Self.largestCutoff).contains(cutoff) else {
        throw MetricKeyError(
          "metric '\(family.rawValue)@\(cutoff)': expected a cut-off from 1 to \(Self.largestCutoff)")
      }
    } else if cutoff != nil {
      throw MetricKeyError("metric '\(family.rawValue)' takes no cut-off")
    }
    for variant in variants where !family.variants.joined().contains(variant) {
      throw Self.unknownVariant(variant.rawValue, of: family)
    }
    for group in family.variants {
      let chosen = group.filter(variants.contains)
      guard chosen.count <= 1 else {
        throw MetricKeyError(
          "metric '\(family.rawValue)': '\(chosen[0].rawValue)' and '\(chosen[1].rawValue)' exclude each other"
        )
      }
    }
    self.family = family
    self.cutoff = cutoff
    self.beta = try beta.map { beta throws(MetricKeyError) in
      try Self.checked(beta: beta, of: family, beside: variants)
    }
    self.variants = family.variants.joined().filter(variants.contains)
  }

  /// The longest list that a key may ask for.
  public static let largestCutoff = 100_000

  /// A key from its text: `ndcg@10[graded]`.
  ///
  /// - Throws: `MetricKeyError`, naming the nearest known metric or the legal variants.
  public init(parsing text: String) throws(MetricKeyError) {
    var rest = Substring(text.filter { !$0.isWhitespace })
    var variants: [String] = []
    if let open = rest.firstIndex(of: "[") {
      guard rest.last == "]" else { throw MetricKeyError("metric '\(text)': expected ']' at the end") }
      let inside = rest[rest.index(after: open)...].dropLast()
      variants = inside.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      rest = rest[..<open]
    }
    let parts = rest.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.first.map { $0.lowercased() } ?? ""
    guard let family = MetricFamily(rawValue: name) else { throw Self.unknownName(name) }
    var cutoff: Int?
    if parts.count == 2 {
      guard let number = Int(parts[1]), number > 0 else {
        throw MetricKeyError(
          "metric '\(text)': expected a whole number of at least 1 after '@', found '\(parts[1])'")
      }
      cutoff = number
    }
    var known: [MetricVariant] = []
    var beta: Double?
    for variant in variants {
      if let value = try Self.beta(of: variant, family) {
        guard beta == nil else { throw MetricKeyError("metric '\(text)': 'beta' is given twice") }
        beta = value
        continue
      }
      guard let value = MetricVariant(rawValue: variant.lowercased()) else {
        throw Self.unknownVariant(variant, of: family)
      }
      known.append(value)
    }
    try self.init(family, cutoff: cutoff, variants: known, beta: beta)
  }

  /// Keys from a list separated by commas (those within brackets belong to their key); repetitions count once.
  ///
  /// - Throws: `MetricKeyError` for the first key that is wrong, and for an empty list.
  public static func list(_ text: String) throws(MetricKeyError) -> [MetricKey] {
    var pieces: [String] = [""]
    var depth = 0
    for character in text {
      if character == "[" { depth += 1 }
      if character == "]" { depth -= 1 }
      if character == ",", depth == 0 {
        pieces.append("")
      } else {
        pieces[pieces.count - 1].append(character)
      }
    }
    var keys: [MetricKey] = []
    for piece in pieces where !piece.allSatisfy(\.isWhitespace) {
      let key = try MetricKey(parsing: piece)
      if !keys.contains(key) { keys.append(key) }
    }
    guard !keys.isEmpty else {
      throw MetricKeyError("expected metrics such as recall@20,ndcg@20, found none")
    }
    return keys
  }

  /// The text that parses to this key: "ndcg@10[graded]".
  public var description: String {
    family.rawValue + (cutoff.map { "@\($0)" } ?? "") + brackets
  }

  /// The key's text without the cut-off: "ndcg[graded]".
  var withoutCutoff: String { family.rawValue + brackets }

  private var brackets: String {
    let inside = variants.map(\.rawValue) + (beta.map { ["beta=\(Self.text(ofBeta: $0))"] } ?? [])
    return inside.isEmpty ? "" : "[" + inside.joined(separator: ",") + "]"
  }

  /// The same metric at another cut-off.
  func at(_ cutoff: Int) -> MetricKey? {
    try? MetricKey(family, cutoff: cutoff, variants: variants, beta: beta)
  }

  /// Which values are good.
  public enum Direction: String, Sendable, Hashable, Codable {
    /// The greater the better.
    case higher
    /// The smaller the better: errors, losses, distances, concentration.
    case lower
    /// Neither: the metric describes.
    case neutral
  }

  /// Which values are good.
  public var direction: Direction {
    switch family {
    case .rmse, .mae, .logloss, .ne, .ece, .calibration: .lower
    case .gini: has(.diversity) || has(.tois) ? .higher : .lower
    case .arp, .poplift: .neutral
    default: .higher
    }
  }

  /// Whether the key has a variant.
  func has(_ variant: MetricVariant) -> Bool { variants.contains(variant) }

  /// The part of the catalogue that test items are restricted to; nil for all of it.
  var stratum: PopularityStratum? {
    if has(.head) { return .head }
    if has(.middle) { return .middle }
    return has(.tail) ? .tail : nil
  }
}

/// A metric key that says nothing, or something impossible.
public struct MetricKeyError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What was expected and what was found.
  public let message: String
  /// Describes what is wrong.
  public init(_ message: String) { self.message = message }
  /// The message.
  public var description: String { message }
}
