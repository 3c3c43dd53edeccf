package import NeedletailServing

/// What the first page tells: what this is, where it is, what it serves, and what to try.
package struct Welcome: Sendable {
  /// An item of the list that the page shows.
  package struct Item: Sendable, Hashable {
    /// The item's external id.
    package var id: String
    /// What people call it; empty when unknown.
    package var title: String
    /// The ranker's score.
    package var score: Float
    /// The stage that brought it.
    package var source: String

    /// An item.
    package init(id: String, title: String, score: Float, source: String) {
      self.id = id
      self.title = title
      self.score = score
      self.source = source
    }
  }

  /// Where the server is: `http://127.0.0.1:8080`.
  package var address: String
  /// Whether requests must show a key.
  package var needsKey = false
  /// Whether the server answers.
  package var isReady = false
  /// What is being served; nil when strangers may not know.
  package var status: EngineStatus?
  /// A user to try with; nil when there is none, or strangers may not know.
  package var user: String?
  /// A list for this user, now.
  package var items: [Item] = []

  /// A page of a server of which nothing is known yet.
  package init(address: String) { self.address = address }

  /// Whether a request's `Host` can be shown as a part of an address: a name or an address, and a port or none.
  package static func isAuthority(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"),
          UInt8(ascii: "["), UInt8(ascii: "]"):
          true
        default: false
        }
      }
  }
}
