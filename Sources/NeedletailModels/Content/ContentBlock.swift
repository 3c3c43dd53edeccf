import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath

/// One column of attributes as vectors of length one, and the names of their coordinates.
struct ContentBlock {
  /// The name of each coordinate: "Drama", "matrix", "1990...1995".
  private(set) var names: [String] = []
  /// The entries of each item, coordinates ascending, of length one together; none where nothing is known.
  private(set) var rows: [[(column: Int, value: Float)]]

  /// The vectors of a column.
  init(_ column: FeatureTable.Column, items: Int, _ options: ContentOptions) {
    rows = []
    var counts: [[Int: Double]]
    switch column {
    case .categorical(let names, let values):
      self.names = names
      counts = (0..<items).map { values[$0] < 0 ? [:] : [Int(values[$0]): 1] }
    case .multiValued(let names, let members):
      self.names = names
      counts = (0..<items).map { item in
        Dictionary(uniqueKeysWithValues: members.entries(ofRow: item).map { ($0.column, 1) })
      }
    case .numeric(let values): (names, counts) = Self.buckets(values, items: items, options.buckets)
    case .text(let texts): (names, counts) = Self.words(texts, options)
    }
    var isText = false
    if case .text = column { isText = true }
    let weights =
      isText || options.weighting == .inverseFrequency
      ? Self.inverseFrequencies(counts, names.count) : [Double](repeating: 1, count: names.count)
    rows = counts.map { Self.unit($0, weights) }
  }

  /// log((1 + N) / (1 + df)) + 1 for N items, df of which have the coordinate.
  private static func inverseFrequencies(_ counts: [[Int: Double]], _ width: Int) -> [Double] {
    var frequencies = [Int](repeating: 0, count: width)
    for row in counts { for column in row.keys { frequencies[column] += 1 } }
    return frequencies.map { log(Double(1 + counts.count) / Double(1 + $0)) + 1 }
  }

  private static func unit(_ counts: [Int: Double], _ weights: [Double]) -> [(column: Int, value: Float)] {
    let entries = counts.sorted { $0.key < $1.key }.map {
      (column: $0.key, value: $0.value * weights[$0.key])
    }
    let length = entries.reduce(0.0) { $0 + $1.value * $1.value }.squareRoot()
    return entries.map { (column: $0.column, value: Float($0.value / length)) }
  }

  /// How often each word that is neither too rare nor too common occurs in each text; words ascend.
  private static func words(_ texts: [String], _ options: ContentOptions) -> ([String], [[Int: Double]]) {
    let lists = texts.map(Words.words)
    var frequencies: [String: Int] = [:]
    for list in lists { for word in Set(list) { frequencies[word, default: 0] += 1 } }
    let most = options.maximumShare * Double(texts.count)
    let names = frequencies.filter { $0.value >= options.minimumItems && Double($0.value) <= most }.keys
      .sorted(by: ExternalID.precedes)
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return (
      names,
      lists.map { list in
        var counts: [Int: Double] = [:]
        for word in list { if let number = numbers[word] { counts[number, default: 0] += 1 } }
        return counts
      }
    )
  }

  /// A number without a fraction that says nothing.
  private static func written(_ value: Float) -> String {
    Int64(exactly: value).map { "\($0)" } ?? "\(value)"
  }

  /// The bucket of each number; buckets hold about as many items each and never divide equal numbers.
  private static func buckets(
    _ values: SharedBuffer<Float>, items: Int, _ wanted: Int
  ) -> ([String], [[Int: Double]]) {
    let sorted = (0..<items).map { values[$0] }.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return ([], [[Int: Double]](repeating: [:], count: items)) }
    var starts = [sorted[0]]
    for bucket in 1..<max(wanted, 2) where bucket < wanted {
      let start = sorted[bucket * sorted.count / wanted]
      if start > starts[starts.count - 1] { starts.append(start) }
    }
    let names = starts.indices.map { index in
      let last = index + 1 < starts.count ? sorted.last { $0 < starts[index + 1] }! : sorted[sorted.count - 1]
      return last == starts[index] ? written(last) : "\(written(starts[index]))...\(written(last))"
    }
    return (
      names,
      (0..<items).map { item in
        guard values[item].isFinite else { return [:] }
        return [starts.lastIndex { $0 <= values[item] } ?? 0: 1]
      }
    )
  }
}
