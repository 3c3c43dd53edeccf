import NeedletailStore

/// Which items a plain list may hold: shown ones of all the categories, but none that a user has touched.
struct ItemChoice: Sendable {
  private let entries: [ItemTable.Entry]
  private let categories: [Int32]?
  private let touched: Set<Int32>

  /// A choice by the present state.
  init(_ state: LiveState, categories: [String], user: Int32?) {
    entries = state.items.entries
    self.categories = state.items.numbers(ofCategories: categories)
    let now = state.histories.now
    touched =
      user.map { user in
        Set(state.histories.history(of: user).events.lazy.filter { $0.time <= now }.map(\.item))
      } ?? []
  }

  /// The codes of all items that there could be.
  var codes: Range<Int32> { 0..<Int32(entries.count) }

  /// When an item appeared, in milliseconds; `Int64.min` when unknown.
  func time(of code: Int32) -> Int64 { entries[Int(code)].time }

  /// Whether an item may stand in the list.
  func holds(_ code: Int32) -> Bool {
    guard let categories, Int(code) < entries.count, entries[Int(code)].isShown else { return false }
    return categories.allSatisfy { entries[Int(code)].categories.contains($0) } && !touched.contains(code)
  }
}
