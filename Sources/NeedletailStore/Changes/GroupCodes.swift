import NeedletailData

/// The codes that a group of changes gives and takes, before any of it is durable.
///
/// Looks at the group's own steps first and at the store's identifiers second; these hear of the steps when the
/// group has been committed, and never when it failed.
struct GroupCodes {
  private enum Step {
    case user(String)
    case item(String)
    case kind(String)
    case erasure(Int32)
  }

  private let identifiers: Identifiers
  private var steps: [Step] = []
  /// Users of this group; nil for one that it erased.
  private var users: [ExactID: Int32?] = [:]
  private var items: [ExactID: Int32] = [:]
  private var kinds: [ExactID: UInt8] = [:]
  private var userCount: Int
  private var itemCount: Int
  private var kindCount: Int

  init(_ identifiers: Identifiers) {
    self.identifiers = identifiers
    userCount = identifiers.userCount
    itemCount = identifiers.itemCount
    kindCount = identifiers.kindNames.count
  }

  func user(_ id: String) -> Int32? {
    if !users.isEmpty, let known = users[ExactID(id)] { return known }
    return identifiers.user(id)
  }

  func item(_ id: String) -> Int32? {
    if !items.isEmpty, let known = items[ExactID(id)] { return known }
    return identifiers.item(id)
  }

  func kind(_ name: String) -> UInt8? {
    if !kinds.isEmpty, let known = kinds[ExactID(name)] { return known }
    return identifiers.kind(name)
  }

  /// Whether one more kind may be had.
  var hasRoomForKind: Bool { kindCount < ChangeLimits.kinds }

  mutating func addUser(_ id: String) -> Int32 {
    let code = Int32(userCount)
    userCount += 1
    users[ExactID(id)] = .some(code)
    steps.append(.user(id))
    return code
  }

  mutating func addItem(_ id: String) -> Int32 {
    let code = Int32(itemCount)
    itemCount += 1
    items[ExactID(id)] = code
    steps.append(.item(id))
    return code
  }

  mutating func addKind(_ name: String) -> UInt8 {
    let code = UInt8(kindCount)
    kindCount += 1
    kinds[ExactID(name)] = code
    steps.append(.kind(name))
    return code
  }

  mutating func eraseUser(_ id: String, _ code: Int32) {
    users.updateValue(nil, forKey: ExactID(id))
    steps.append(.erasure(code))
  }

  /// Tells the identifiers what the group did, once it is durable.
  func publish() {
    for step in steps {
      switch step {
      case .user(let id): identifiers.appendUser(id)
      case .item(let id): identifiers.appendItem(id)
      case .kind(let name): identifiers.appendKind(name)
      case .erasure(let code): identifiers.forgetUser(code)
      }
    }
  }
}
