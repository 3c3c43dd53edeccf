import NeedletailMath

/// The ranked lists of a row of users, one after another in memory.
struct RankedLists: Sendable {
  /// The longest list.
  let width: Int
  private var lengths: [Int32]
  private var items: [Int32]

  /// Empty lists that hold up to `width` items.
  init(users: Int, width: Int) {
    self.width = width
    lengths = [Int32](repeating: 0, count: users)
    items = [Int32](repeating: -1, count: users * width)
  }

  var users: Int { lengths.count }

  subscript(user: Int) -> ArraySlice<Int32> {
    items[user * width..<user * width + Int(lengths[user])]
  }

  /// Calls the closure with a writer that tasks may use side by side, each for users of its own.
  mutating func withWriter(_ body: (Writer) throws -> Void) rethrows {
    let width = self.width
    try lengths.withUnsafeMutableBufferPointer { lengths in
      try items.withUnsafeMutableBufferPointer { items in
        try body(Writer(width: width, lengths: SharedPointer(lengths), items: SharedPointer(items)))
      }
    }
  }

  struct Writer: Sendable {
    let width: Int
    let lengths: SharedPointer<Int32>
    let items: SharedPointer<Int32>

    /// Writes the list of a user, cut at the width.
    func write(_ list: some Collection<Int32>, user: Int) {
      var length = 0
      for item in list.prefix(width) {
        items[user * width + length] = item
        length += 1
      }
      lengths[user] = Int32(length)
    }
  }
}
