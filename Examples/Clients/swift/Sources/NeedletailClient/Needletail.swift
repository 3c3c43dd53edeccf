import Foundation

/// A Needletail server at an address.
///
/// ```swift
/// let client = Needletail("http://127.0.0.1:8080")!
/// try await client.tell([Event(user: "ann", item: "heat", kind: "view")])
/// for entry in try await client.recommend(Request(user: "ann", count: 5)).items { print(entry.id, entry.score) }
/// ```
///
/// What the server cannot do now (too many requests, a restart, a lost connection) is asked again, after as long as
/// it says. That is safe: every event carries an id of its own, so an event that arrives twice counts once.
public struct Needletail: Sendable {
  let address: String
  let key: String?
  let attempts: Int
  let transport: Transport

  /// A server.
  ///
  /// - Parameters:
  ///   - address: `http://127.0.0.1:8080`; nil comes back for what is no address of HTTP.
  ///   - key: shown with every request; nil for a server without keys.
  ///   - timeout: seconds that one attempt may take.
  ///   - attempts: how often a request is sent at most.
  public init?(_ address: String, key: String? = nil, timeout: Double = 10, attempts: Int = 5) {
    guard let url = URL(string: address), url.scheme == "http" || url.scheme == "https", url.host != nil
    else {
      return nil
    }
    self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
    self.key = key
    self.attempts = max(1, attempts)
    transport = Transport(timeout: timeout)
  }

  // MARK: What happens

  /// Tells events; the next list that is asked for reflects all that were stored.
  ///
  /// - Returns: a result for each, in their order.
  @discardableResult
  public func tell(_ events: [Event]) async throws -> [EventResult] {
    struct Answer: Decodable { let results: [EventResult] }
    return try await ask("POST", "/v1/events", sending: events, as: Answer.self).results
  }

  /// Sets a user.
  public func put(_ user: User, id: String) async throws {
    _ = try await ask("PUT", "/v1/users/\(part(id))", sending: user, as: Nothing.self)
  }

  /// Sets an item.
  public func put(_ item: Item, id: String) async throws {
    _ = try await ask("PUT", "/v1/items/\(part(id))", sending: item, as: Nothing.self)
  }

  /// Erases a person and all they did; false when nobody of this id was known.
  @discardableResult
  public func eraseUser(_ id: String) async throws -> Bool { try await delete("/v1/users/\(part(id))") }

  /// Takes an item and all events with it away; false when there was none of this id.
  @discardableResult
  public func removeItem(_ id: String) async throws -> Bool { try await delete("/v1/items/\(part(id))") }

  // MARK: What is recommended

  /// A list for a user, or for a stranger with a history.
  public func recommend(_ request: Request) async throws -> Recommendations {
    try await ask("POST", "/v1/recommendations", sending: request, as: Recommendations.self)
  }

  /// The items most like an item.
  public func similar(to item: String, count: Int = 10) async throws -> [Ranked] {
    try await list("/v1/items/\(part(item))/similar?n=\(count)")
  }

  /// What is consumed most at present.
  public func trending(count: Int = 10) async throws -> [Ranked] { try await list("/v1/trending?n=\(count)") }

  /// The newest items; scores are Unix seconds.
  public func latest(count: Int = 10) async throws -> [Ranked] { try await list("/v1/latest?n=\(count)") }

  /// What is being served.
  public func status() async throws -> Status {
    try await ask("GET", "/v1/status", sending: Nothing?.none, as: Status.self)
  }

  // MARK: Parts

  private func list(_ path: String) async throws -> [Ranked] {
    struct Answer: Decodable { let items: [Ranked] }
    return try await ask("GET", path, sending: Nothing?.none, as: Answer.self).items
  }

  private func delete(_ path: String) async throws -> Bool {
    do {
      _ = try await ask("DELETE", path, sending: Nothing?.none, as: Nothing.self)
      return true
    } catch let error as NeedletailError where error.status == 404 {
      return false
    }
  }

  /// An id as a part of a path.
  private func part(_ id: String) -> String {
    let unreserved = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return id.addingPercentEncoding(withAllowedCharacters: unreserved) ?? id
  }
}

/// A body of which nothing is read or sent.
struct Nothing: Codable, Sendable {}
