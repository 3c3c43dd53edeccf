import FoundationEssentials
public import NeedletailData

extension RankedRun {
  /// A run in JSON Lines: `{"user":"7","items":["12","5"],"scores":[0.9,0.4]}`, scores optional, best first.
  ///
  /// Ids may be strings or whole numbers. The order of the items counts, not the scores.
  /// - Throws: `DataError` for a line of another form, a user with two lists, an item that a list holds twice,
  ///   and a file without lines.
  public init(jsonLines bytes: [UInt8], file: String? = nil, tag: String = "run") throws(DataError) {
    var lines = TextLines(bytes)
    var lists: [List] = []
    var lineOf: [String: Int] = [:]
    let decoder = JSONDecoder()
    while let line = lines.next() {
      let number = lines.number
      guard let record = try? decoder.decode(Record.self, from: Data(line)) else {
        throw DataError(
          file: file, line: number,
          #"expected {"user":ID,"items":[ID,…]} with as many numbers under "scores", if any"#)
      }
      let user = record.user.text
      if let before = lineOf.updateValue(number, forKey: user) {
        throw DataError(file: file, line: number, "user '\(user)' has a list already (line \(before))")
      }
      let items = record.items.map(\.text)
      var seen = Set<String>()
      for item in items where !seen.insert(item).inserted {
        throw DataError(file: file, line: number, "item '\(item)' is in the list of '\(user)' twice")
      }
      if let scores = record.scores, scores.count != items.count {
        throw DataError(
          file: file, line: number, "expected \(items.count) scores, one an item, found \(scores.count)")
      }
      lists.append(List(user: user, items: items, scores: record.scores))
    }
    guard !lists.isEmpty else {
      throw DataError(file: file, #"expected lines {"user":ID,"items":[ID,…]}, found none"#)
    }
    self.init(tag: tag, lists: lists)
  }

  /// The run in JSON Lines; scores are left out where they are unknown.
  ///
  /// - Throws: `DataError` for a score that is no finite number: JSON cannot hold it.
  public func jsonLines() throws(DataError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    func quoted(_ text: String) -> String {
      // A string always has a JSON form.
      (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
    var text = ""
    for list in lists {
      let items = list.items.map(quoted).joined(separator: ",")
      text += "{\"user\":\(quoted(list.user)),\"items\":[\(items)]"
      if let scores = list.scores {
        for score in scores where !score.isFinite {
          throw DataError("expected finite scores, found \(score) in the list of '\(list.user)'")
        }
        text += ",\"scores\":[\(scores.map { "\($0)" }.joined(separator: ","))]"
      }
      text += "}\n"
    }
    return text
  }

  private struct Record: Decodable {
    var user: Identifier
    var items: [Identifier]
    var scores: [Double]?
  }

  /// An id that JSON may hold as a string or as a whole number.
  private struct Identifier: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int64.self) {
        text = String(number)
      } else {
        text = try container.decode(String.self)
      }
    }
  }
}
