import HTTPTypes
import NeedletailData
import NeedletailServing
import Testing

@Suite("Lists that gorse's clients ask for")
struct GorseListTests {
  /// Items from the oldest to the newest: 1 … 6; some with embeddings on a line.
  private static let items =
    "["
    + (1...6).map { number in
      #"{"ItemId":"\#(number)","Timestamp":"199\#(number)-01-01","Categories":["all","\#(number % 2 == 0 ? "even" : "odd")"],"#
        + #""Labels":{"embedding":[\#(number * number),0]}}"#
    }.joined(separator: ",") + #",{"ItemId":"hidden","IsHidden":true,"Timestamp":"2020-01-01"}]"#

  private func ids(_ value: JSONValue) -> [String] {
    guard case .array(let entries) = value else { return ["no list"] }
    return entries.map { $0.string ?? $0["Id"]?.string ?? "no id" }
  }

  @Test("somebody without a history gets the newest items, with scores for those who ask so")
  func newest() async throws {
    try await GorseServer.run { server in
      try await server.expect(.post, "items", Self.items)
      try await server.expect(.get, "recommend/u?n=3", is: #"["6","5","4"]"#)
      try await server.expect(.get, "recommend/u/?n=3&offset=2", is: #"["4","3","2"]"#)
      try await server.expect(.get, "recommend/u/even/?n=2", is: #"["6","4"]"#)
      try await server.expect(.get, "recommend/u?category=odd&category=all&n=2", is: #"["5","3"]"#)
      try await server.expect(.get, "recommend/u?category=odd&category=even", is: "[]")
      try await server.expect(.get, "recommend/u?category=nothing", is: "[]")
      try await server.expect(.get, "recommend/u?n=0", is: "[]")
      try await server.expect(.get, "recommend/u?n=5000&offset=0")
      try await server.expect(.get, "recommend/u?offset=5000", is: "[]")
      try await server.expect(.get, "latest?offset=50000", is: "[]")
      let scored = try await server.expect(.get, "recommend/u/?n=2&offset=0", version: "2")
      #expect(
        scored
          == (try JSONValue(parsing: #"[{"Id":"6","Score":820454400.0},{"Id":"5","Score":788918400.0}]"#)))
      for bad in ["n=-1", "n=x", "offset=-1", "offset=1.5", "n=99999999999999999999"] {
        #expect(try await server.ask(.get, "recommend/u?\(bad)").status == 400, "\(bad)")
      }
    }
  }

  @Test("after an event the list is the engine's, without what the user had, filled up with the newest")
  func history() async throws {
    try await GorseServer.run { server in
      try await server.expect(.post, "items", Self.items)
      var others = ""
      for user in ["a", "b", "c"] {
        for item in ["1", "2"] {
          others +=
            #"{"FeedbackType":"star","UserId":"\#(user)","ItemId":"\#(item)","Timestamp":"2023-01-01"},"#
        }
      }
      try await server.expect(.post, "feedback", "[\(others.dropLast())]")
      try await server.expect(
        .post, "feedback", #"[{"FeedbackType":"star","UserId":"u","ItemId":"1","Timestamp":"2023-01-02"}]"#)
      let list = ids(try await server.expect(.get, "recommend/u?n=10"))
      #expect(list.first == "2")
      #expect(list.sorted() == ["2", "3", "4", "5", "6"])
      #expect(ids(try await server.expect(.get, "recommend/u?n=2&offset=1")) == Array(list[1...2]))
      #expect(ids(try await server.expect(.get, "recommend/u/odd")).allSatisfy { ["3", "5"].contains($0) })
      try await server.expect(.get, "collaborative-filtering/nobody", is: "[]")
      #expect(ids(try await server.expect(.get, "collaborative-filtering/u/even?n=1")) == ["2"])
      #expect(!ids(try await server.expect(.get, "collaborative-filtering/u?user-id=a")).contains("2"))
    }
  }

  @Test("the newest and what is consumed most, without what somebody has touched")
  func common() async throws {
    try await GorseServer.run { server in
      try await server.expect(.post, "items", Self.items)
      try await server.expect(
        .post, "feedback", #"[{"FeedbackType":"read","UserId":"u","ItemId":"6","Timestamp":"2023-01-01"}]"#)
      try await server.expect(
        .get, "latest?n=2", is: #"[{"Id":"6","Score":820454400.0},{"Id":"5","Score":788918400.0}]"#)
      #expect(ids(try await server.expect(.get, "latest/odd?n=2")) == ["5", "3"])
      #expect(ids(try await server.expect(.get, "latest?n=2&user-id=u")) == ["5", "4"])
      #expect(ids(try await server.expect(.get, "latest?n=2&offset=1")) == ["5", "4"])
      for name in ["latest", "popular", "trending"] {
        let answer = try await server.ask(.get, "non-personalized/\(name)?user-id=u")
        #expect(answer.status == 200)
        #expect(answer.headers[.lastModified]?.hasSuffix(" GMT") == true)
        #expect(!ids(try answer.json).contains("6"))
      }
      try await server.refuses(
        .get, "non-personalized/x", status: 404,
        "non-personalized recommender x not found; there are latest, popular and trending")
    }
  }

  @Test("neighbours of items: by their embeddings, nearest first")
  func neighbours() async throws {
    try await GorseServer.run { server in
      try await server.expect(.post, "items", Self.items)
      try await server.expect(
        .get, "item/1/neighbors?n=2&offset=0", is: #"[{"Id":"2","Score":-3.0},{"Id":"3","Score":-8.0}]"#)
      #expect(ids(try await server.expect(.get, "item/1/neighbors/?n=2&offset=1")) == ["3", "4"])
      #expect(ids(try await server.expect(.get, "item/1/neighbors/odd?n=9")) == ["3", "5"])
      #expect(
        ids(try await server.expect(.get, "item/1/neighbors?category=all&category=even")) == ["2", "4", "6"])
      for name in ["neighbors", "embedding"] {
        #expect(ids(try await server.expect(.get, "item-to-item/\(name)/1?n=1")) == ["2"])
      }
      try await server.expect(.get, "item-to-item/users/1")
      try await server.expect(.get, "item-to-item/model/1")
      try await server.expect(
        .post, "feedback", #"[{"FeedbackType":"read","UserId":"u","ItemId":"2","Timestamp":"2023-01-01"}]"#)
      #expect(ids(try await server.expect(.get, "item/1/neighbors?n=1&user-id=u")) == ["3"])
      try await server.expect(.get, "item/unknown/neighbors", is: "[]")
      try await server.refuses(
        .get, "item-to-item/x/1", status: 404,
        "item-to-item recommender x not found; there are neighbors, embedding, users, model")
    }
  }

  @Test("neighbours of users: those who had the same")
  func likeMinded() async throws {
    try await GorseServer.run { server in
      var list = ""
      for (user, items) in [("a", "12"), ("b", "12"), ("c", "23"), ("d", "9")] {
        for item in items {
          list +=
            #"{"FeedbackType":"star","UserId":"\#(user)","ItemId":"\#(item)","Timestamp":"2023-01-01"},"#
        }
      }
      try await server.expect(.post, "feedback", "[\(list.dropLast())]")
      #expect(ids(try await server.expect(.get, "user/a/neighbors/")) == ["b", "c"])
      #expect(ids(try await server.expect(.get, "user-to-user/neighbors/a?n=1&offset=1")) == ["c"])
      try await server.expect(.get, "user/nobody/neighbors", is: "[]")
      try await server.refuses(
        .get, "user-to-user/x/a", status: 404, "user-to-user recommender x not found; there is neighbors")
    }
  }

  @Test("a session without a name, times or values gets a list of scores")
  func session() async throws {
    try await GorseServer.run { server in
      try await server.expect(.post, "items", Self.items)
      try await server.expect(
        .post, "feedback", #"[{"FeedbackType":"star","UserId":"a","ItemId":"2","Timestamp":"2023-01-01"}]"#)
      let body = #"[{"FeedbackType":"star","ItemId":"1"},{"FeedbackType":"star","ItemId":"nobody knows"}]"#
      let list = ids(try await server.expect(.post, "session/recommend?n=3", body))
      #expect(list.count == 3)
      #expect(list.first == "2")
      #expect(!list.contains("1"))
      #expect(ids(try await server.expect(.post, "session/recommend/odd?n=3", body)) == ["3", "5"])
      try await server.expect(.post, "session/recommend?n=0", body, is: "[]")
      try await server.refuses(
        .post, "session/recommend", "{}", status: 400, "body: expected a list of objects, found an object")
      try await server.refuses(
        .post, "session/recommend", #"[{"FeedbackType":"star"}]"#, status: 400,
        "[0].ItemId: expected an id, found none")
    }
  }

  @Test("a search finds titles")
  func search() async throws {
    try await GorseServer.run { server in
      try await server.expect(
        .post, "items",
        #"[{"ItemId":"9","Comment":"Toy Soldiers"},{"ItemId":"1","Comment":"Toy Story (1995)"},{"ItemId":"5"}]"#
      )
      let found = try await server.expect(.get, "items?q=Toy+Story&n=3")
      guard case .array(let items) = found["Items"] else { return }
      #expect(items.map { $0["ItemId"]?.string } == ["1", "9"])
      #expect(found["Cursor"] == .string(""))
      try await server.expect(.get, "items?q=zebra", is: #"{"Cursor":"","Items":[]}"#)
      try await server.expect(.get, "items?q=%00%27%3B--", is: #"{"Cursor":"","Items":[]}"#)
    }
  }
}
