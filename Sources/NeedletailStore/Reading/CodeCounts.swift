/// How many codes were given at the moment of reading, which may be more than memory knows yet.
struct CodeCounts {
  var users: Int64
  var items: Int64
  var kinds: Int64

  /// - Throws: `StoreError` (damaged) for an event with codes that nobody has.
  func require(_ event: StoredEvent, place: String) throws {
    guard event.user >= 0, Int64(event.user) < users, event.item >= 0, Int64(event.item) < items,
      Int64(event.kind) < kinds
    else {
      throw StoreError(
        .damaged, place: place,
        "event \(event.sequence) names user \(event.user), item \(event.item) or kind \(event.kind), which "
          + "do not exist")
    }
  }
}
