import NeedletailMath

/// The candidates of one request, best first, with where they came from.
struct CandidatePool {
  /// A candidate's score and the source that brought it.
  struct Entry {
    let score: Float
    let source: String
  }

  /// Best first.
  private(set) var ranked: [Candidate]
  private var entries: [Int32: Entry]?
  private let source: String
  /// Scores of items beside the candidates.
  private var beside: [Int32: Float] = [:]
  /// The mean score of candidates that the model knows; what newcomers have.
  private var newcomerScore: Float = 0

  /// Candidates of one source, best first.
  init(_ list: some Sequence<ScoredItem>, source: String) {
    ranked = list.map { Candidate(item: $0.item, score: $0.score) }
    self.source = source
  }

  /// The rows of the candidates.
  var items: [Int32] { ranked.map(\.item) }

  /// Makes ready for questions about single items.
  mutating func index() {
    guard entries == nil else { return }
    entries = Dictionary(
      ranked.map { ($0.item, Entry(score: $0.score, source: source)) },
      uniquingKeysWith: { first, _ in first })
    newcomerScore = meanScore()
  }

  /// Whether an item is a candidate.
  func contains(_ item: Int32) -> Bool { entries?[item] != nil }

  /// The source that brought a candidate.
  func source(of item: Int32) -> String {
    guard let entries else { return source }
    return entries[item]?.source ?? source
  }

  /// Adds candidates.
  ///
  /// - Parameters:
  ///   - scores: the scores of `rows`; an item that is not among them is a newcomer.
  ///   - rows: ascending.
  mutating func add(_ items: [(item: Int32, source: String)], scores: [Float], of rows: [Int32]) {
    index()
    var newcomers: [(item: Int32, source: String)] = []
    for added in items {
      if let place = Self.place(of: added.item, in: rows) {
        entries?[added.item] = Entry(score: scores[place], source: added.source)
        ranked.append(Candidate(item: added.item, score: scores[place]))
      } else {
        newcomers.append(added)
      }
    }
    ranked.sort(by: Candidate.precedes)
    newcomerScore = meanScore()
    for added in newcomers {
      entries?[added.item] = Entry(score: newcomerScore, source: added.source)
      ranked.append(Candidate(item: added.item, score: newcomerScore))
    }
    if !newcomers.isEmpty { ranked.sort(by: Candidate.precedes) }
  }

  /// Takes note of the scores of items that are no candidates; `index` comes before.
  mutating func scoreBeside(_ scores: [Float], _ rows: [Int32]) {
    for (row, score) in zip(rows, scores) { beside[row] = score }
  }

  /// The score of a candidate, or of an item that was scored beside them; other items are newcomers.
  func score(of item: Int32) -> Float { entries?[item]?.score ?? beside[item] ?? newcomerScore }

  /// The mean in the order of rank, so that it depends on the candidates alone.
  private func meanScore() -> Float {
    let finite = ranked.lazy.map { Double($0.score) }.filter(\.isFinite)
    let count = finite.reduce(0) { count, _ in count + 1 }
    return count == 0 ? 0 : Float(finite.reduce(0, +) / Double(count))
  }

  private static func place(of item: Int32, in rows: [Int32]) -> Int? {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] < item { low = middle + 1 } else { high = middle }
    }
    return low < rows.count && rows[low] == item ? low : nil
  }
}
