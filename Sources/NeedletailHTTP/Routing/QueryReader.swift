package import Hummingbird
import NeedletailConfiguration
import NeedletailData

/// The query of a request, read strictly: what is not asked for is refused, as is what comes twice.
///
/// ```swift
/// var query = try QueryReader(request)
/// let count = try query.integer("n", default: 10, in: 1...1000)
/// try query.finish()
/// ```
package struct QueryReader: Sendable {
  private var values: [(name: String, value: String)] = []
  private var known: [String] = []

  /// The query of a request.
  ///
  /// - Throws: `RequestFault` (invalid) for broken escapes and for bytes that are no UTF-8.
  package init(_ request: Request) throws(RequestFault) {
    guard let query = request.uri.query else { return }
    for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let texts = parts.compactMap { PercentEncoding.decoded($0, plusIsBlank: true) }
      guard texts.count == parts.count else {
        throw RequestFault(.invalid, part: "query", "expected UTF-8 in percent-encoding")
      }
      values.append((texts[0], texts.count > 1 ? texts[1] : ""))
    }
  }

  /// All values of a parameter in their order.
  package mutating func texts(_ name: String) -> [String] {
    known.append(name)
    return values.filter { $0.name == name }.map(\.value)
  }

  /// The text of a parameter; nil when it is missing.
  ///
  /// - Throws: `RequestFault` (invalid) when it comes more than once.
  package mutating func text(_ name: String) throws(RequestFault) -> String? {
    let texts = texts(name)
    guard texts.count <= 1 else { throw fault(name, "expected one value, found \(texts.count)") }
    return texts.first
  }

  /// A text of a certain sort.
  package mutating func text(_ name: String, _ rule: TextRule) throws(RequestFault) -> String? {
    guard let text = try text(name) else { return nil }
    if let complaint = rule.complaint(text) { throw fault(name, complaint) }
    return text
  }

  /// All values of a parameter, texts of a certain sort.
  package mutating func texts(
    _ name: String, _ rule: TextRule, atMost limit: Int
  ) throws(RequestFault) -> [String] {
    let texts = texts(name)
    guard texts.count <= limit else {
      throw fault(name, "expected at most \(limit) values, found \(texts.count)")
    }
    for text in texts {
      if let complaint = rule.complaint(text) { throw fault(name, complaint) }
    }
    return texts
  }

  /// A whole number.
  package mutating func integer(
    _ name: String, default value: Int, in range: ClosedRange<Int>
  ) throws(RequestFault) -> Int {
    guard let text = try text(name) else { return value }
    guard let number = Int(text), range.contains(number) else {
      throw fault(
        name,
        "expected a whole number from \(range.lowerBound) to \(range.upperBound), found '\(text.prefix(40))'")
    }
    return number
  }

  /// `true` or `false`.
  package mutating func boolean(_ name: String, default value: Bool) throws(RequestFault) -> Bool {
    guard let text = try text(name) else { return value }
    guard let truth = Bool(text) else {
      throw fault(name, "expected true or false, found '\(text.prefix(40))'")
    }
    return truth
  }

  /// Refuses parameters that nobody asked for.
  package func finish() throws(RequestFault) {
    guard let stranger = values.first(where: { !known.contains($0.name) }) else { return }
    throw RequestFault(
      .invalid, part: "query.\(stranger.name.prefix(40))",
      "there is no such parameter" + NearestWord.hint(for: stranger.name, among: known))
  }

  private func fault(_ name: String, _ message: String) -> RequestFault {
    RequestFault(.invalid, part: "query.\(name)", message)
  }
}
