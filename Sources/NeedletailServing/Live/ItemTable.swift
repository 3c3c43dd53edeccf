import NeedletailData
import NeedletailRetrieval
import NeedletailStore

/// What the engine itself must know of items, by code: existence, visibility, time, categories, embeddings.
struct ItemTable: Sendable {
  /// One item.
  struct Entry: Sendable {
    /// Whether the catalogue has it at present.
    var exists = false
    /// Whether it may never be recommended.
    var isHidden = false
    /// When it appeared, in milliseconds; `Int64.min` when unknown.
    var time = Int64.min
    /// The numbers of its categories, in their order.
    var categories: [Int32] = []

    /// Whether it may be recommended.
    var isShown: Bool { exists && !isHidden }
  }

  /// Items by code.
  private(set) var entries: [Entry] = []
  /// How many items may be recommended.
  private(set) var shownCount = 0
  /// Points that items lie at, from their label `embedding`.
  private(set) var embeddings: [Int32: [Float]] = [:]
  /// The attribute `series` of items that have one: episodes of one series count together.
  private(set) var series: [Int32: ItemAttributes.Value] = [:]
  private var categoryNumbers: [String: Int32] = [:]

  /// Makes room for items.
  mutating func extend(to count: Int) { while entries.count < count { entries.append(Entry()) } }

  /// An event named the item: it exists from now on.
  mutating func touch(_ code: Int32) {
    guard !entries[Int(code)].exists else { return }
    set(code, Entry(exists: true))
  }

  /// The item is as told, or gone. Says whether its series changed.
  mutating func set(_ code: Int32, _ record: ItemRecord?, series: ItemAttributes.Value?) -> Bool {
    embeddings[code] = record?.labels["embedding"]?.numbers
    let seriesChanged = self.series[code] != series
    if seriesChanged { self.series[code] = series }
    guard let record else {
      set(code, Entry())
      return seriesChanged
    }
    set(
      code,
      Entry(
        exists: true, isHidden: record.isHidden, time: record.time ?? .min,
        categories: record.categories.map { number(ofCategory: $0) }))
    return seriesChanged
  }

  /// The numbers of categories; nil when one of them is unknown, so that no item has them all.
  func numbers(ofCategories names: [String]) -> [Int32]? {
    let numbers = names.compactMap { categoryNumbers[$0] }
    return numbers.count == names.count ? numbers : nil
  }

  private mutating func set(_ code: Int32, _ entry: Entry) {
    shownCount += (entry.isShown ? 1 : 0) - (entries[Int(code)].isShown ? 1 : 0)
    entries[Int(code)] = entry
  }

  private mutating func number(ofCategory name: String) -> Int32 {
    if let number = categoryNumbers[name] { return number }
    let number = Int32(categoryNumbers.count)
    categoryNumbers[name] = number
    return number
  }
}

extension JSONValue {
  /// The numbers of an array that holds nothing else; nil for anything else and for an empty one.
  fileprivate var numbers: [Float]? {
    guard case .array(let elements) = self, !elements.isEmpty else { return nil }
    let numbers = elements.compactMap { $0.double.map { Float($0) } }
    return numbers.count == elements.count ? numbers : nil
  }
}
