extension QueryReader {
  /// How many are wanted, or left out: a number of 0 or more, cut to what is possible. A missing or empty one has
  /// its default.
  mutating func amount(_ name: String, default value: Int, atMost limit: Int) throws(RequestFault) -> Int {
    guard let text = try text(name), !text.isEmpty else { return value }
    guard let number = Int(text), number >= 0 else {
      throw RequestFault(
        .invalid, part: name, "expected a whole number of 0 or more, found '\(text.prefix(40))'")
    }
    return min(number, limit)
  }

  /// The window that a client wants of a ranked list; nothing of it lies behind the 10,000 best.
  mutating func window() throws(RequestFault) -> (count: Int, offset: Int) {
    let offset = try amount("offset", default: 0, atMost: 10_001)
    let count = try amount("n", default: 10, atMost: 1000)
    return offset > 10_000 ? (0, 10_000) : (count, offset)
  }

  /// The categories that items must all have, of the query and of the path; empty ones are none.
  mutating func categories(path: String? = nil) -> [String] {
    let named = texts("category").filter { !$0.isEmpty }
    guard named.isEmpty, let path, !path.isEmpty else { return named }
    return [path]
  }

  /// The user whose items are to be left out; nil for nobody.
  mutating func onlooker() throws(RequestFault) -> String? {
    guard let user = try text("user-id"), !user.isEmpty else { return nil }
    return user
  }
}

extension RequestFault {
  /// gorse's own words for a missing user, which its clients compare.
  static func noUser(_ id: String) -> RequestFault { RequestFault(.notFound, "user \(id) not found") }
  /// gorse's own words for a missing item, which its clients compare.
  static func noItem(_ id: String) -> RequestFault { RequestFault(.notFound, "item \(id) not found") }
}
