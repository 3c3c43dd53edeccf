import HTTPTypes
import NeedletailData
import NeedletailServing
import TestSupport
import Testing

/// The requests of gorse's Python client, as they go over the wire, against the forms of answers it reads.
@Suite("What gorse's Python client sends")
struct GorseCaptureTests {
  /// A form of JSON: a member named and all that is not compared stand for themselves.
  private enum Form {
    case affected(Int)
    case object([String])
    case list([String])
    case page(String, [String])
    case scores
  }

  private static let user = ["UserId", "Labels", "Comment"]
  private static let item = ["ItemId", "IsHidden", "Categories", "Timestamp", "Labels", "Comment"]
  private static let feedback = [
    "FeedbackType", "UserId", "ItemId", "Value", "Timestamp", "Updated", "Labels", "Comment",
  ]

  private static let capture: [(HTTPRequest.Method, String, String?, Form)] = [
    (.post, "user", #"{"UserId": "u"}"#, .affected(1)),
    (.post, "users", #"[{"UserId": "v", "Labels": ["a"]}, {"UserId": "w", "Comment": "x"}]"#, .affected(2)),
    (.get, "user/u", nil, .object(user)),
    (.get, "users?n=3&cursor=", nil, .page("Users", user)),
    (.post, "item", #"{"ItemId": "i", "Timestamp": "2022-01-01", "Categories": ["c"]}"#, .affected(1)),
    (.get, "item/i", nil, .object(item)),
    (.get, "items?n=3&cursor=", nil, .page("Items", item)),
    (.get, "items?q=toy&n=3", nil, .page("Items", item)),
    (
      .patch, "item/i",
      #"{"Categories": null, "Comment": "x", "IsHidden": null, "Labels": null, "Timestamp": null}"#,
      .affected(1)
    ),
    (
      .post, "feedback",
      #"[{"FeedbackType":"star","UserId":"u","ItemId":"i","Timestamp":"2022-01-01","Value":0}]"#, .affected(1)
    ),
    (.get, "feedback?n=3&cursor=", nil, .page("Feedback", feedback)),
    (.get, "user/u/feedback/star", nil, .list(feedback)),
    (.get, "recommend/u/?n=3&offset=0", nil, .scores),
    (.get, "recommend/u/c?n=3&offset=0&write-back-type=read&write-back-delay=10m", nil, .scores),
    (.post, "session/recommend?n=2", #"[{"FeedbackType": "star", "ItemId": "i"}]"#, .scores),
    (.get, "item/i/neighbors?n=3&offset=0", nil, .scores),
    (.delete, "feedback/u/i", nil, .affected(1)),
    (.delete, "item/i", nil, .affected(1)),
    (.delete, "user/u", nil, .affected(1)),
    (.post, "feedback", #"[]"#, .affected(0)),
  ]

  @Test("every one of them gets status 200 and the form of answer that the client reads")
  func capture() async throws {
    try await GorseServer.run { server in
      for (method, path, body, form) in Self.capture {
        let answer = try await server.ask(method, path, body, version: "2")
        #expect(answer.status == 200, "\(method) \(path): \(answer.text)")
        #expect(answer.headers[.contentType] == "application/json")
        let found = try answer.json
        switch form {
        case .affected(let count): #expect(found["RowAffected"]?.double == Double(count), "\(method) \(path)")
        case .object(let keys): #expect(keys == Self.keys(found))
        case .list(let keys): Self.check(found, keys)
        case .page(let name, let keys):
          #expect(found["Cursor"]?.string != nil)
          Self.check(found[name] ?? .null, keys)
        case .scores: Self.check(found, ["Id", "Score"])
        }
      }
    }
  }

  private static func keys(_ value: JSONValue) -> [String] {
    guard case .object(let members) = value else { return [] }
    return members.map(\.key)
  }

  private static func check(_ value: JSONValue, _ keys: [String]) {
    guard case .array(let entries) = value else {
      Issue.record("expected a list, found \(value)")
      return
    }
    for entry in entries { #expect(keys == self.keys(entry)) }
  }

  @Test(
    "whatever becomes of their bodies and addresses, no answer is a fault of the server", arguments: 0..<4)
  func damaged(_ seed: Int) async throws {
    try await GorseServer.run { server in
      var mutations = Mutations(seed: UInt64(seed))
      for (method, path, body, _) in Self.capture { _ = try await server.ask(method, path, body) }
      for round in 0..<40 {
        for (method, path, body, _) in Self.capture {
          let other = Self.capture[(round * 7 + seed) % Self.capture.count].2 ?? "{}"
          let bytes = body.map { mutations.mutate(Array($0.utf8), splicing: Array(other.utf8)) }
          let damagedPath =
            round % 2 == 0 ? path : Self.printable(mutations.mutate(Array(path.utf8), splicing: []))
          let answer = try await server.ask(method, damagedPath, bytes: bytes)
          #expect(answer.status < 500, "\(method) \(damagedPath): \(answer.text)")
          if answer.status >= 400 {
            #expect(!answer.text.isEmpty && answer.text.utf8.count < 2000)
          }
        }
      }
      // It goes on as before.
      try await server.expect(.post, "user", #"{"UserId":"last"}"#, is: #"{"RowAffected":1}"#)
    }
  }

  /// An address as a client could send it: no byte that HTTP forbids in a request line.
  private static func printable(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.map { (0x21..<0x7F).contains($0) && $0 != 0x23 ? $0 : 0x25 }, as: UTF8.self)
  }

  @Test(
    "what is no such body is refused, with its place",
    arguments: [
      ("user", "", "body"), ("user", "[]", "body: expected an object, found a list"),
      ("user", "{}", "UserId: expected an id, found none"),
      ("user", #"{"UserId":7}"#, "UserId: expected a text, found a number"),
      ("user", #"{"UserId":"a/b"}"#, "UserId: expected an id without '/', found 'a/b'"),
      ("users", #"[{"UserId":"a"},7]"#, "[1]: expected an object, found a number"),
      (
        "items", #"[{"ItemId":"a","Categories":"x"}]"#,
        "[0].Categories: expected a list of texts, found a text"
      ),
      ("item", #"{"ItemId":"a","IsHidden":"no"}"#, "IsHidden: expected true or false, found a text"),
      ("item", #"{"ItemId":"a","Timestamp":"soon"}"#, "Timestamp: expected a date and time, found 'soon'"),
      ("item", #"{"ItemId":"a","Timestamp":true}"#, "Timestamp: expected a date and time, found true"),
      ("feedback", #"[{"FeedbackType":"a","UserId":"u"}]"#, "[0].ItemId: expected an id, found none"),
      (
        "feedback", #"[{"FeedbackType":"a","UserId":"u","ItemId":"i","Value":1e39}]"#,
        "[0].Value: expected a number of 32 bits, found 1e+39"
      ),
    ])
  func refusals(_ path: String, _ body: String, _ text: String) async throws {
    try await GorseServer.run { server in
      let answer = try await server.ask(.post, path, body)
      #expect(answer.status == 400)
      #expect(answer.text.hasPrefix(text), "\(answer.text)")
      try await server.expect(.get, "users", is: #"{"Cursor":"","Users":[]}"#)
      try await server.expect(.get, "items", is: #"{"Cursor":"","Items":[]}"#)
    }
  }

  @Test("names of members are matched without regard to case when they do not match exactly, as gorse does")
  func names() async throws {
    try await GorseServer.run { server in
      try await server.expect(.post, "user", #"{"userid":"a","COMMENT":"x","Other":1}"#)
      try await server.expect(.get, "user/a", is: #"{"UserId":"a","Labels":null,"Comment":"x"}"#)
    }
  }
}
