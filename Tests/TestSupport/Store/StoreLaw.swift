package import NeedletailStore

/// Stores of one kind, as the contract suite makes them.
package struct StoreSubject: Sendable {
  /// Opens the store of a name; after `close`, opening the same name finds what was written, if the kind lasts.
  package let open: @Sendable (_ name: String) throws -> any Store
  /// Whether what was written is found again.
  package let lasts: Bool

  /// Stores of one kind.
  package init(lasts: Bool, open: @escaping @Sendable (_ name: String) throws -> any Store) {
    self.open = open
    self.lasts = lasts
  }
}

/// One law of the contract of a store: a check that returns what it found wrong, in words.
package struct StoreLaw: Sendable, CustomStringConvertible {
  /// The law.
  package let description: String
  private let check: @Sendable (StoreSubject, inout Findings) throws -> Void

  init(_ description: String, _ check: @escaping @Sendable (StoreSubject, inout Findings) throws -> Void) {
    self.description = description
    self.check = check
  }

  /// Checks a kind of store; no findings mean that it keeps the law.
  package func violations(_ subject: StoreSubject) throws -> [String] {
    var findings = Findings()
    try check(subject, &findings)
    return findings.list
  }

  /// All laws.
  package static let all: [StoreLaw] =
    sequenceLaws + removalLaws + erasureLaws + recordLaws + refusalLaws + readingLaws + dataLaws + modelLaws
}

extension Findings {
  /// Notes when two values read differently.
  mutating func equal<Value: Equatable>(_ found: Value, _ expected: Value, _ what: @autoclosure () -> String)
  {
    expect(found == expected, "\(what()): expected \(expected), found \(found)")
  }

  /// Notes when two columns differ; NaN is like NaN.
  mutating func equalBits(_ found: [Float]?, _ expected: [Float]?, _ what: @autoclosure () -> String) {
    expect(
      found?.map(\.bitPattern) == expected?.map(\.bitPattern),
      "\(what()): expected \(expected ?? []), found \(found ?? [])")
  }

  /// Notes when events differ; NaN is like NaN.
  mutating func equal(_ found: [StoredEvent], _ expected: [StoredEvent], _ what: @autoclosure () -> String) {
    expect(
      found.map(\.comparable) == expected.map(\.comparable), "\(what()): expected \(expected), found \(found)"
    )
  }

  /// Notes when outcomes of changes differ; NaN is like NaN.
  mutating func equal(
    _ found: [Result<Receipt, ChangeError>], _ expected: [Result<Receipt, ChangeError>],
    _ what: @autoclosure () -> String
  ) {
    func comparable(_ results: [Result<Receipt, ChangeError>]) -> [Result<Receipt, ChangeError>] {
      results.map {
        $0.map { receipt in
          var receipt = receipt
          receipt.event = receipt.event?.comparable
          return receipt
        }
      }
    }
    expect(
      comparable(found) == comparable(expected), "\(what()): expected \(expected), found \(found)")
  }
}

extension StoredEvent {
  /// The event with numbers that no event has in place of NaN, which differs from itself.
  fileprivate var comparable: StoredEvent {
    var event = self
    if completion.isNaN { event.completion = -1 }
    if dwell.isNaN { event.dwell = -1 }
    if intent.isNaN { event.intent = -1 }
    return event
  }
}

extension Store {
  /// Writes changes of which none may be refused.
  @discardableResult
  func write(_ changes: [Change], now: Int64 = 1000) throws -> [Receipt] {
    try commit(changes, now: now).map { try $0.get() }
  }

  /// Whether a change is refused for a reason.
  func refuses(_ change: Change, as code: ChangeError.Code) throws -> Bool {
    guard case .failure(let error) = try commit([change], now: 1000)[0] else { return false }
    return error.code == code && !error.message.isEmpty
  }

  /// All events that count.
  var allEvents: [StoredEvent] {
    get throws {
      var events: [StoredEvent] = []
      try forEachEvent { events += $0 }
      return events
    }
  }

  /// All feedback, a few records a page.
  func allFeedback(
    kind: String? = nil, user: String? = nil, item: String? = nil, now: Int64 = .max, page: Int = 3
  ) throws -> [FeedbackRecord] {
    let filter = FeedbackFilter(kind: kind, user: user, item: item, now: now)
    return try allPages { try feedback(filter, from: $0, count: page) }
  }

  /// All users, a few a page.
  func allUsers(page: Int = 3) throws -> [UserRecord] { try allPages { try users(from: $0, count: page) } }
  /// All items, a few a page.
  func allItems(page: Int = 3) throws -> [ItemRecord] { try allPages { try items(from: $0, count: page) } }

  private func allPages<Element>(_ read: (String?) throws -> Page<Element>) throws -> [Element] {
    var page = try read(nil)
    var elements = page.elements
    while let next = page.next {
      page = try read(next)
      elements += page.elements
    }
    return elements
  }
}
