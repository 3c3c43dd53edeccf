import NeedletailData
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
    /// The number of its series; negative when it belongs to none.
    var series: Int32 = -1

    /// Whether it may be recommended.
    var isShown: Bool { exists && !isHidden }
  }

  /// Items by code.
  private(set) var entries: [Entry] = []
  /// How many items may be recommended.
  private(set) var shownCount = 0
  /// Points that items lie at, from their label `embedding`.
  private(set) var embeddings: [Int32: [Float]] = [:]
  /// The names of series by number.
  private(set) var seriesNames: [String] = []
  private var seriesNumbers: [String: Int32] = [:]
  private var categoryNumbers: [String: Int32] = [:]

  /// Makes room for items.
  mutating func extend(to count: Int) { while entries.count < count { entries.append(Entry()) } }

  /// An event named the item: it exists from now on.
  mutating func touch(_ code: Int32) {
    guard !entries[Int(code)].exists else { return }
    set(code, Entry(exists: true))
  }

  /// The item is as told, or gone.
  mutating func set(_ code: Int32, _ record: ItemRecord?) {
    embeddings[code] = record?.labels["embedding"]?.numbers
    guard let record else { return set(code, Entry()) }
    set(
      code,
      Entry(
        exists: true, isHidden: record.isHidden, time: record.time ?? .min,
        categories: record.categories.map { Self.number($0, &categoryNumbers) },
        series: record.labels["series"]?.string.map { name in
          let number = Self.number(name, &seriesNumbers)
          if Int(number) == seriesNames.count { seriesNames.append(name) }
          return number
        } ?? -1))
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

  private static func number(_ name: String, _ numbers: inout [String: Int32]) -> Int32 {
    if let number = numbers[name] { return number }
    let number = Int32(numbers.count)
    numbers[name] = number
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
