import NeedletailData

extension Change {
  /// Checks all that can be said of a change without looking into a store.
  ///
  /// - Throws: `ChangeError` (invalid) with the part at fault.
  /// - Complexity: O(size of the change).
  public func validate() throws(ChangeError) {
    switch self {
    case .addEvent(let event), .replaceEvents(let event): try event.validate()
    case .removeEvents(let user, let item, let kind):
      try Check.id(user, "the user's id")
      try Check.id(item, "the item's id")
      if let kind { try Check.id(kind, "the kind") }
    case .putUser(let user):
      try Check.id(user.id, "the user's id")
      try Check.notes(user.labels, user.comment)
    case .patchUser(let id, let patch):
      try Check.id(id, "the user's id")
      try Check.notes(patch.labels, patch.comment ?? "")
    case .eraseUser(let id): try Check.id(id, "the user's id")
    case .putItem(let item):
      try Check.id(item.id, "the item's id")
      try Check.categories(item.categories)
      if let time = item.time { try Check.time(time) }
      try Check.notes(item.labels, item.comment)
    case .patchItem(let id, let patch):
      try Check.id(id, "the item's id")
      try Check.categories(patch.categories ?? [])
      try Check.categories([patch.addedCategory, patch.removedCategory].compactMap { $0 })
      if let time = patch.time { try Check.time(time) }
      try Check.notes(patch.labels, patch.comment ?? "")
    case .removeItem(let id): try Check.id(id, "the item's id")
    }
  }
}

extension NewEvent {
  fileprivate func validate() throws(ChangeError) {
    try Check.id(user, "the user's id")
    try Check.id(item, "the item's id")
    try Check.id(kind, "the kind")
    if let eventID { try Check.name(eventID, "the event's id") }
    guard value.isFinite else { throw ChangeError(.invalid, "expected a finite value, found \(value)") }
    try Check.time(time)
    try Check.share(completion, "completion")
    try Check.share(intent, "intent")
    guard dwell.isNaN || dwell >= 0 && dwell.isFinite else {
      throw ChangeError(.invalid, "expected a dwell of 0 seconds or more, found \(dwell)")
    }
    try Check.notes(labels, comment)
  }
}

/// The single rules.
private enum Check {
  /// A name that may also stand in the path of a URL.
  static func id(_ id: String, _ part: String) throws(ChangeError) {
    try name(id, part)
    guard !id.utf8.contains(UInt8(ascii: "/")) else {
      throw ChangeError(.invalid, "expected \(part) without '/', found '\(id.prefix(60))'")
    }
  }

  static func name(_ name: String, _ part: String) throws(ChangeError) {
    guard !name.isEmpty else { throw ChangeError(.invalid, "expected \(part), found nothing") }
    guard name.utf8.count <= ChangeLimits.idBytes else {
      throw ChangeError(
        .invalid, "expected \(part) of at most \(ChangeLimits.idBytes) bytes, found \(name.utf8.count)")
    }
    if let scalar = name.unicodeScalars.first(where: isControl) {
      throw ChangeError(
        .invalid, "expected \(part) without control characters, found U+\(hexadecimal(scalar.value))")
    }
  }

  private static func isControl(_ scalar: UnicodeScalar) -> Bool {
    scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
  }

  private static func hexadecimal(_ number: UInt32) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  static func categories(_ categories: [String]) throws(ChangeError) {
    try count(ofCategories: categories.count)
    for category in categories { try name(category, "a category") }
  }

  static func count(ofCategories count: Int) throws(ChangeError) {
    guard count <= ChangeLimits.categories else {
      throw ChangeError(.invalid, "expected at most \(ChangeLimits.categories) categories, found \(count)")
    }
  }

  static func time(_ time: Int64) throws(ChangeError) {
    guard ChangeLimits.times.contains(time) else {
      throw ChangeError(.invalid, "expected a time of at most 8.64e15 milliseconds, found \(time)")
    }
  }

  static func share(_ share: Float, _ part: String) throws(ChangeError) {
    guard share.isNaN || (0...1).contains(share) else {
      throw ChangeError(.invalid, "expected \(part) from 0 to 1, found \(share)")
    }
  }

  static func notes(_ labels: JSONValue?, _ comment: String) throws(ChangeError) {
    if let labels, let fault = labels.fault { throw ChangeError(.invalid, fault) }
    guard comment.utf8.count <= ChangeLimits.textBytes else {
      throw ChangeError(
        .invalid,
        "expected a comment of at most \(ChangeLimits.textBytes) bytes, found \(comment.utf8.count)")
    }
    guard !comment.utf8.contains(0) else {
      throw ChangeError(.invalid, "expected a comment without U+0000, found one")
    }
  }
}

extension ItemRecord {
  /// The item after a change.
  ///
  /// All categories are set first, then one is taken away, then one added.
  /// - Throws: `ChangeError` (invalid) when it would have too many categories.
  package func patched(_ patch: ItemPatch) throws(ChangeError) -> ItemRecord {
    var item = self
    item.isHidden = patch.isHidden ?? isHidden
    item.categories = patch.categories ?? categories
    if let removed = patch.removedCategory {
      item.categories.removeAll { $0.utf8.elementsEqual(removed.utf8) }
    }
    if let added = patch.addedCategory,
      !item.categories.contains(where: { $0.utf8.elementsEqual(added.utf8) })
    {
      item.categories.append(added)
    }
    try Check.count(ofCategories: item.categories.count)
    item.time = patch.time ?? time
    item.labels = patch.labels ?? labels
    item.comment = patch.comment ?? comment
    return item
  }
}

extension UserRecord {
  /// The user after a change.
  package func patched(_ patch: UserPatch) -> UserRecord {
    UserRecord(id: id, labels: patch.labels ?? labels, comment: patch.comment ?? comment)
  }
}
