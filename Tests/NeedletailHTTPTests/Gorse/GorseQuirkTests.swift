import HTTPTypes
import NeedletailData
import NeedletailHTTP
import NeedletailServing
import Testing

@Suite("What gorse's clients rely on")
struct GorseQuirkTests {
  @Test("a user is what was sent; a missing one has gorse's own words")
  func users() async throws {
    try await GorseServer.run { server in
      let user = #"{"UserId":"1000","Labels":{"gender":"M","n":[1,2.5,null]},"Comment":"zhenghaoz"}"#
      try await server.expect(.post, "user", user, is: #"{"RowAffected":1}"#)
      try await server.expect(.get, "user/1000", is: user)
      try await server.expect(
        .patch, "user/1000", #"{"Labels":null,"Comment":"new"}"#, is: #"{"RowAffected":1}"#)
      try await server.expect(
        .get, "user/1000", is: #"{"UserId":"1000","Labels":{"gender":"M","n":[1,2.5,null]},"Comment":"new"}"#)
      try await server.expect(.delete, "user/1000", is: #"{"RowAffected":1}"#)
      try await server.refuses(.get, "user/1000", status: 404, "user 1000 not found")
      try await server.refuses(.patch, "user/1000", #"{"Comment":"x"}"#, status: 404, "user 1000 not found")
      try await server.expect(.delete, "user/1000", is: #"{"RowAffected":0}"#)
      try await server.expect(
        .post, "users", #"[{"UserId":"a"},{"UserId":"b","Labels":"x"}]"#, is: #"{"RowAffected":2}"#)
      try await server.expect(.get, "user/a", is: #"{"UserId":"a","Labels":null,"Comment":""}"#)
    }
  }

  @Test("an item is what was sent; absent lists are null, absent times year 1; null leaves parts as they are")
  func items() async throws {
    try await GorseServer.run { server in
      let item =
        #"{"ItemId":"2000","IsHidden":true,"Categories":["Comedy","Animation"],"#
        + #""Timestamp":"2022-02-24T10:30:05Z","Labels":{"embedding":[0.1,0.2,0.3]},"Comment":"Minions (2015)"}"#
      try await server.expect(.post, "item", item, is: #"{"RowAffected":1}"#)
      try await server.expect(.get, "item/2000", is: item)
      let patch =
        #"{"Categories":null,"Comment":"小黄人 (2015)","IsHidden":null,"Labels":null,"Timestamp":null}"#
      try await server.expect(.patch, "item/2000", patch, is: #"{"RowAffected":1}"#)
      let patched = try await server.expect(.get, "item/2000")
      #expect(patched["Comment"] == .string("小黄人 (2015)"))
      #expect(patched["IsHidden"] == .boolean(true))
      #expect(patched["Timestamp"] == .string("2022-02-24T10:30:05Z"))
      try await server.expect(
        .patch, "item/2000", #"{"Categories":["X"],"IsHidden":false,"Timestamp":"2023-01-01","Labels":[]}"#)
      try await server.expect(.put, "item/2000/category/Y%20Z", is: #"{"RowAffected":1}"#)
      try await server.expect(.delete, "item/2000/category/X", is: #"{"RowAffected":1}"#)
      try await server.expect(
        .get, "item/2000",
        is: #"{"ItemId":"2000","IsHidden":false,"Categories":["Y Z"],"Timestamp":"2023-01-01T00:00:00Z","#
          + #""Labels":[],"Comment":"小黄人 (2015)"}"#)
      try await server.expect(.post, "items", #"[{"ItemId":"bare"}]"#, is: #"{"RowAffected":1}"#)
      try await server.expect(
        .get, "item/bare",
        is: #"{"ItemId":"bare","IsHidden":false,"Categories":null,"Timestamp":"0001-01-01T00:00:00Z","#
          + #""Labels":null,"Comment":""}"#)
      try await server.expect(.delete, "item/2000", is: #"{"RowAffected":1}"#)
      try await server.refuses(.get, "item/2000", status: 404, "item 2000 not found")
      try await server.refuses(.patch, "item/2000", "{}", status: 404, "item 2000 not found")
      try await server.refuses(.put, "item/2000/category/x", status: 404, "item 2000 not found")
      try await server.expect(.delete, "item/2000", is: #"{"RowAffected":0}"#)
    }
  }

  @Test("lists come in the order of ids as text; cursors lead on, and end empty")
  func pages() async throws {
    try await GorseServer.run { server in
      let ids = ["2", "100", "1", "11", "10"]
      for name in ["User", "Item"] {
        let list = "[" + ids.map { #"{"\#(name)Id":"\#($0)"}"# }.joined(separator: ",") + "]"
        try await server.expect(.post, name.lowercased() + "s", list)
        var cursor = ""
        var found: [String] = []
        repeat {
          let page = try await server.expect(.get, "\(name.lowercased())s?n=2&cursor=\(cursor)")
          guard case .array(let records) = page["\(name)s"] else { break }
          found += records.compactMap { $0["\(name)Id"]?.string }
          cursor = page["Cursor"]?.string ?? ""
        } while !cursor.isEmpty && found.count < 10
        #expect(found == ["1", "10", "100", "11", "2"])
      }
      try await server.expect(.get, "feedback", is: #"{"Cursor":"","Feedback":[]}"#)
      try await server.expect(.get, "users?n=0", is: #"{"Cursor":"","Users":[]}"#)
      try await server.expect(.get, "users?n=&cursor=")
      let answer = try await server.ask(.get, "users?cursor=junk")
      #expect(answer.status == 400)
    }
  }

  @Test("feedback: POST adds up, PUT replaces, DELETE takes away; keys are (type, user, item)")
  func feedback() async throws {
    let clock = GorseServer.Clock(1_700_000_000_000)
    try await GorseServer.run(clock: clock) { server in
      func star(_ value: String, _ time: String = "2022-02-24") -> String {
        #"[{"FeedbackType":"star","UserId":"u","ItemId":"i","Value":\#(value),"Timestamp":"\#(time)"}]"#
      }
      try await server.expect(.post, "feedback", star("1.5"), is: #"{"RowAffected":1}"#)
      try await server.expect(.post, "feedback", star("0.1", "2022-02-25"))
      let one = try await server.expect(.get, "feedback/star/u/i")
      #expect(one["Value"] == .number(1.6))
      #expect(one["Timestamp"] == .string("2022-02-25T00:00:00Z"))
      try await server.expect(.put, "feedback", star("3"), is: #"{"RowAffected":1}"#)
      #expect(try await server.expect(.get, "feedback/star/u/i")["Value"] == .integer(3))
      // Users and items came into being with their feedback.
      try await server.expect(.get, "user/u", is: #"{"UserId":"u","Labels":null,"Comment":""}"#)
      #expect(try await server.expect(.get, "item/i")["ItemId"] == .string("i"))
      try await server.expect(.post, "feedback", #"[{"FeedbackType":"read","UserId":"u","ItemId":"i"}]"#)
      let pair = try await server.expect(.get, "feedback/u/i")
      guard case .array(let records) = pair else { return }
      #expect(records.map { $0["FeedbackType"]?.string } == ["read", "star"])
      #expect(records[0]["Timestamp"] == .string("0001-01-01T00:00:00Z"))
      #expect(records[0]["Labels"] == .null)
      for path in ["user/u/feedback", "item/i/feedback/", "item/i/feedback", "user/u/feedback/"] {
        #expect(try await server.expect(.get, path) == pair, "\(path)")
      }
      for path in ["user/u/feedback/star", "item/i/feedback/star/"] {
        #expect(try await server.expect(.get, path) == .array([records[1]]), "\(path)")
      }
      #expect(try await server.expect(.get, "feedback/star")["Feedback"] == .array([records[1]]))
      try await server.expect(.delete, "feedback/star/u/i", is: #"{"RowAffected":1}"#)
      try await server.expect(.get, "feedback/star/u/i", is: "{}")
      try await server.expect(.post, "feedback", star("2"))
      #expect(try await server.expect(.get, "feedback/star/u/i")["Value"] == .integer(2))
      try await server.expect(.delete, "feedback/u/i", is: #"{"RowAffected":2}"#)
      try await server.expect(.delete, "feedback/u/i", is: #"{"RowAffected":0}"#)
      try await server.expect(.delete, "feedback/nobody/nothing", is: #"{"RowAffected":0}"#)
      try await server.expect(.get, "feedback/u/i", is: "[]")
      try await server.expect(.post, "feedback", "[]", is: #"{"RowAffected":0}"#)
    }
  }

  @Test("deleting a user erases what they did")
  func erasure() async throws {
    try await GorseServer.run { server in
      let list = #"[{"FeedbackType":"star","UserId":"u","ItemId":"i","Timestamp":"2022-01-01"}]"#
      try await server.expect(.post, "feedback", list)
      try await server.expect(.delete, "user/u", is: #"{"RowAffected":1}"#)
      try await server.expect(.get, "feedback", is: #"{"Cursor":"","Feedback":[]}"#)
      try await server.expect(.get, "user/u/feedback", is: "[]")
      try await server.expect(.get, "item/i/feedback", is: "[]")
    }
  }

  @Test("feedback of the future shows when its time comes; written back lists are such feedback")
  func future() async throws {
    let clock = GorseServer.Clock(1_700_000_000_000)
    try await GorseServer.run(clock: clock) { server in
      try await server.expect(.post, "items", #"[{"ItemId":"a","Timestamp":"2022-01-01"},{"ItemId":"b"}]"#)
      let list = try await server.expect(
        .get, "recommend/u?n=1&write-back-type=read&write-back-delay=10m", is: #"["a"]"#)
      #expect(list == .array([.string("a")]))
      try await server.expect(.get, "feedback/read/u/a", is: "{}")
      clock.now += 599_999
      try await server.expect(.get, "user/u/feedback", is: "[]")
      clock.now += 1
      let due = try await server.expect(.get, "feedback/read/u/a")
      #expect(due["Timestamp"] == .string("2023-11-14T22:23:20Z"))
      #expect(due["Value"] == .integer(0))
      try await server.expect(.get, "recommend/u?write-back-type=read")
      #expect(try await server.expect(.get, "feedback/read/u/b")["ItemId"] == .string("b"))
      try await server.refuses(
        .get, "recommend/u?write-back-type=read&write-back-delay=soon", status: 400,
        "write-back-delay: expected a span of time like 10m, found 'soon'")
    }
  }

  @Test("what a key may not do, it may not do by writing back either")
  func scopes() async throws {
    let keys = [
      APIKey(name: "all", digest: KeyRing.digest(of: "zhenghaoz"), scopes: [.read, .write]),
      APIKey(name: "reader", digest: KeyRing.digest(of: "reader"), scopes: [.read]),
    ]
    try await GorseServer.run(keys: keys) { server in
      var server = server
      for key in [nil, "", "zhenghaoZ", "zhenghaozz"] as [String?] {
        server.key = key
        try await server.refuses(.get, "users", status: 401, "unauthorized")
        try await server.refuses(.post, "user", #"{"UserId":"u"}"#, status: 401, "unauthorized")
      }
      server.key = nil
      try await server.expect(
        .get, "health/ready",
        is:
          #"{"Ready":true,"DataStoreError":null,"CacheStoreError":null,"DataStoreConnected":true,"CacheStoreConnected":true}"#
      )
      server.key = "zhenghaoz"
      try await server.expect(.post, "item", #"{"ItemId":"a"}"#)
      server.key = "reader"
      try await server.expect(.get, "items")
      try await server.expect(.get, "recommend/u", is: #"["a"]"#)
      #expect(try await server.ask(.post, "item", #"{"ItemId":"b"}"#).status == 403)
      #expect(try await server.ask(.get, "recommend/u?write-back-type=read").status == 403)
      try await server.expect(.get, "user/u/feedback", is: "[]")
    }
  }

  @Test("a server that cannot answer says so in gorse's words")
  func health() async throws {
    try await GorseServer.run { server in
      server.state.enter(.loading)
      try await server.expect(
        .get, "health/live",
        is:
          #"{"Ready":false,"DataStoreError":"the server is loading","CacheStoreError":"the server is loading","#
          + #""DataStoreConnected":false,"CacheStoreConnected":false}"#)
      let answer = try await server.ask(.get, "health/ready")
      #expect(answer.status == 503)
      #expect(try answer.json["Ready"] == .boolean(false))
      #expect(try await server.ask(.get, "users").status == 503)
      #expect(try await server.ask(.get, "/").status == 200)
    }
  }
}
