import NeedletailData
import NeedletailMath

extension Catalogue {
  /// The attributes of the items: genres, series, year, minutes and title.
  func features(_ names: Genres, seed: UInt64) -> FeatureTable {
    var titles: [String] = []
    var seriesTitles: [String] = []
    for item in 0..<count {
      let series = Int(series[item])
      if series < 0 {
        titles.append(Titles.title(item, seed: seed))
        continue
      }
      if series == seriesTitles.count { seriesTitles.append(Titles.title(item, seed: seed)) }
      titles.append("\(seriesTitles[series]), episode \(item - episodes[series].lowerBound + 1)")
    }
    // Names of categories must differ.
    let distinct = seriesTitles.enumerated().map { "\($1) (\($0 + 1))" }
    return FeatureTable(
      count: count,
      columns: [
        ("title", .text(titles)),
        (
          "genres",
          .multiValued(
            names: Genres.names,
            members: CSRMatrix(
              columns: Genres.names.count, rows: genres.map { $0.map { (column: $0, value: 1) } }))
        ),
        ("series", .categorical(names: distinct, rows: SharedBuffer(series))),
        ("year", .numeric(SharedBuffer(years.map { Float($0) }))),
        ("minutes", .numeric(SharedBuffer(seconds.map { ($0 / 60).rounded() }))),
      ])
  }
}

/// Titles of invented words.
enum Titles {
  private static let onsets = [
    "b", "br", "c", "d", "dr", "f", "fl", "g", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v",
  ]
  private static let vowels = ["a", "e", "i", "o", "u", "ai", "ea", "oo"]
  private static let codas = ["", "", "l", "n", "r", "s", "m", "nd", "rt", "x"]
  private static let patterns = ["%", "% %", "The %", "The % of %", "% and %", "Beyond %", "A % for %"]

  /// A title; rarely the same for two numbers.
  static func title(_ number: Int, seed: UInt64) -> String {
    var stream = RandomStream(seed: seed, purpose: Purpose.titles, row: number)
    let pattern = patterns[stream.index(below: patterns.count)]
    return pattern.split(separator: "%", omittingEmptySubsequences: false).enumerated()
      .map { $0 == 0 ? String($1) : word(&stream) + $1 }.joined()
  }

  private static func word(_ stream: inout RandomStream) -> String {
    var word = ""
    for _ in 0..<2 + stream.index(below: 2) {
      word += onsets[stream.index(below: onsets.count)] + vowels[stream.index(below: vowels.count)]
    }
    word += codas[stream.index(below: codas.count)]
    return word.prefix(1).uppercased() + word.dropFirst()
  }
}
