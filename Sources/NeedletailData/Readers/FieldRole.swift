/// What a reader does with a column of a file.
enum FieldRole: UInt8, Sendable, Hashable {
  case ignored, user, item, value, time, kind, session, completion, dwell, intent
  /// The number of the fold that a row belongs to, 1...255.
  case fold

  /// The role that `--columns` names.
  init(_ role: ColumnMapping.Role) {
    self =
      switch role {
      case .user: .user
      case .item: .item
      case .value: .value
      case .time: .time
      case .kind: .kind
      case .session: .session
      case .completion: .completion
      case .dwell: .dwell
      case .intent: .intent
      }
  }

  /// What a column is by its usual names: `userId`, `movieId`, `rating`, `timestamp`.
  init(usualName name: String) {
    let letters = name.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    self = Self.usualNames[letters] ?? .ignored
  }

  private static let usualNames: [String: FieldRole] = {
    var names: [String: FieldRole] = [:]
    func add(_ role: FieldRole, _ list: String) {
      for name in list.split(separator: " ") { names[String(name)] = role }
    }
    add(
      .user,
      """
      user userid uid u visitor visitorid customer customerid person personid member memberid account \
      accountid reviewer reviewerid profile profileid viewer viewerid client clientid
      """)
    add(
      .item,
      """
      item itemid iid i movie movieid product productid book bookid article articleid track trackid song songid \
      asin news newsid video videoid joke jokeid business businessid poi artist artistid game gameid content \
      contentid show showid anime animeid
      """)
    add(.value, "rating rate value score stars star weight count plays playcount listens overall strength")
    add(
      .time,
      """
      timestamp time ts date datetime unixtime unixreviewtime eventdate eventtime createdat order rank position \
      t clock
      """)
    add(.kind, "kind event eventtype type action actiontype behavior behaviour behaviortype")
    add(.session, "session sessionid sid")
    add(.completion, "completion completionratio watchratio shareofwatch watched")
    add(.dwell, "dwell dwelltime dwellseconds")
    add(.intent, "intent")
    add(.fold, "fold")
    return names
  }()
}
