import CPostgreSQL

/// What went wrong between us and a server.
struct PostgresFault: Error {
  /// The five letters that PostgreSQL gives to kinds of faults; empty when the connection failed.
  var state: String
  /// What the server said; never the values of a statement.
  var message: String
  /// Whether the connection is gone, and with it all that depended on it.
  var isLost: Bool

  /// The fault of a connection that is gone.
  init(lost connection: OpaquePointer?, address: PostgresAddress) {
    let said = connection.flatMap { PQerrorMessage($0) }.map { String(cString: $0) } ?? ""
    let line = said.split(whereSeparator: \.isNewline).joined(separator: "; ")
    self.init(
      state: "", message: address.withoutSecrets(line.isEmpty ? "the connection is gone" : line), isLost: true
    )
  }

  /// The fault of a statement. Details are left out: they hold what people did.
  init(_ result: OpaquePointer?, address: PostgresAddress) {
    func field(_ letter: String) -> String? {
      PQresultErrorField(result, Int32(letter.utf8.first ?? 0)).map { String(cString: $0) }
    }
    self.init(
      state: field("C") ?? "", message: address.withoutSecrets(field("M") ?? "an unknown fault"),
      isLost: false)
  }

  init(state: String, message: String, isLost: Bool) {
    self.state = state
    self.message = message
    self.isLost = isLost
  }
}

extension StoreError {
  /// The words for a fault of PostgreSQL.
  init(_ fault: PostgresFault, place: String) {
    let said = fault.message
    switch (fault.state.prefix(2), fault.state) {
    case (_, "53100"), (_, "53200"), (_, "53400"):
      self.init(
        .unavailable, place: place,
        "the server has no space left (\(said)); nothing of the group was written. Free some and send it again"
      )
    case (_, "25006"), (_, "42501"):
      self.init(
        .unavailable, place: place, "expected to read and write here, but it is not permitted (\(said))")
    case ("XX", _):
      self.init(
        .damaged, place: place,
        "the database is damaged (\(said)); restore a backup, or look at what `check` finds")
    case ("22", _), ("23", _), ("42", _):
      self.init(.damaged, place: place, "what is stored breaks its own rules (\(said))")
    default:
      self.init(.unavailable, place: place, fault.isLost ? "no connection (\(said))" : said)
    }
  }
}

/// Runs work on a database and gives its errors the words of a store.
func translatingFaults<Value>(of address: PostgresAddress, _ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let fault as PostgresFault {
    throw StoreError(fault, place: address.place)
  }
}
