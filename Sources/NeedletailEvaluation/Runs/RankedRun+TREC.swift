public import NeedletailData

extension RankedRun {
  /// A run in the form of TREC: lines of `user Q0 item rank score tag`.
  ///
  /// As in trec_eval, the rank column is ignored: scores sort, ties by item id (ours ascend, as everywhere in
  /// Needletail; trec_eval's descend). Users may be interleaved.
  /// - Throws: `DataError` for a line of other fields, a score that is no finite number, an item that a list
  ///   holds twice, and a file without lines.
  public init(trec bytes: [UInt8], file: String? = nil) throws(DataError) {
    var lines = TextLines(bytes)
    var order: [String] = []
    var entries: [String: [(item: String, score: Double, line: Int)]] = [:]
    var tag: String?
    while let line = lines.next() {
      let fields = try TextLines.fields(
        line, expected: "user Q0 item rank score tag", count: 6, file: file, number: lines.number)
      guard let score = Double(fields[4]), score.isFinite else {
        throw DataError(
          file: file, line: lines.number, "expected a finite score in field 5, found '\(fields[4])'")
      }
      if entries[fields[0]] == nil { order.append(fields[0]) }
      entries[fields[0], default: []].append((fields[2], score, lines.number))
      if tag == nil { tag = fields[5] }
    }
    guard let tag else {
      throw DataError(file: file, "expected a run of lines 'user Q0 item rank score tag', found no lines")
    }
    var lists: [List] = []
    for user in order {
      let own = entries[user] ?? []
      var lineOf: [String: Int] = [:]
      for (item, _, line) in own {
        if let before = lineOf.updateValue(line, forKey: item) {
          throw DataError(
            file: file, line: line, "item '\(item)' is in the list of '\(user)' already (line \(before))")
        }
      }
      let sorted = own.sorted {
        $0.score == $1.score ? ExternalID.precedes($0.item, $1.item) : $0.score > $1.score
      }
      lists.append(List(user: user, items: sorted.map(\.item), scores: sorted.map(\.score)))
    }
    self.init(tag: tag, lists: lists)
  }

  /// The run in the form of TREC; lists without scores get descending whole numbers.
  ///
  /// - Throws: `DataError` for an id or a tag that holds a blank or is empty: the form cannot hold it.
  public func trec() throws(DataError) -> String {
    try Self.checkWord(tag, "tag")
    var text = ""
    for list in lists {
      try Self.checkWord(list.user, "user")
      for (index, item) in list.items.enumerated() {
        try Self.checkWord(item, "item")
        let score = list.scores.map { "\($0[index])" } ?? "\(list.items.count - index)"
        text += "\(list.user) Q0 \(item) \(index + 1) \(score) \(tag)\n"
      }
    }
    return text
  }

  private static func checkWord(_ word: String, _ role: String) throws(DataError) {
    guard !word.isEmpty, !word.contains(where: \.isWhitespace) else {
      throw DataError("the TREC form needs a \(role) without blanks, found '\(word)'")
    }
  }
}
