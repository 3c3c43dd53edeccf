import HTTPTypes
import HummingbirdTesting
import NeedletailData
import NeedletailHTTP
import Testing

/// What `/v1` answers, every answer checked against the description of the interface.
@Suite struct V1Tests {
  /// Asks, and checks the answer against the description.
  @discardableResult private func ask(
    _ client: any TestClientProtocol, _ method: HTTPRequest.Method, _ pattern: String, _ path: String? = nil,
    _ body: String? = nil, expecting status: Int = 200, line: SourceLocation = #_sourceLocation
  ) async throws -> JSONValue {
    let answer = try await client.ask(method, path ?? pattern, body)
    #expect(answer.status == status, "\(answer.json)", sourceLocation: line)
    let checker = SchemaChecker(document: try JSONValue(parsing: NeedletailHTTP.Description.document))
    let operation = checker.document["paths"]?[pattern]?[method.rawValue.lowercased()]
    var response = operation?["responses"]?[String(answer.status)] ?? .null
    if let reference = response["$ref"]?.string { response = checker.resolve(reference) }
    let schema = response["content"]?["application/json"]?["schema"] ?? .null
    #expect(checker.complaints(answer.json, schema) == [], sourceLocation: line)
    return answer.json
  }

  @Test func eventsAreWrittenOnceAndReflected() async throws {
    try await ServerFixture().test { client in
      let first = try await ask(client, .post, "/v1/events", nil, ServerFixture.events)
      #expect(first["results"]?.elements.map { $0["status"]?.string } == ["stored", "stored", "stored"])
      #expect(first["sequence"]?.whole == 3)
      let again = try await ask(
        client, .post, "/v1/events", nil, #"{"user":"bob","item":"i1","kind":"like","id":"e1"}"#)
      #expect(again["results"]?.elements.first?["status"]?.string == "duplicate")
      #expect(again["results"]?.elements.first?["sequence"]?.whole == 3)
      #expect(again["sequence"]?.whole == 3)
      let list = try await ask(
        client, .get, "/v1/users/{user}/recommendations", "/v1/users/bob/recommendations?n=5")
      #expect(list["items"]?.elements.compactMap { $0["id"]?.string } == ["i2"])
      #expect(list["sequence"]?.whole == 3)
      let page = try await ask(client, .get, "/v1/feedback", "/v1/feedback?user=ann&n=1")
      #expect(page["feedback"]?.elements.first?["item"]?.string == "i1")
      let next = page["next"]?.string ?? ""
      let rest = try await ask(client, .get, "/v1/feedback", "/v1/feedback?user=ann&n=1&cursor=\(next)")
      #expect(rest["feedback"]?.elements.first?["item"]?.string == "i2")
      #expect(rest["next"] == .null)
      let taken = try await ask(client, .delete, "/v1/feedback", "/v1/feedback?user=ann&item=i1")
      #expect(taken["affected"]?.whole == 1)
    }
  }

  @Test func faultsOfBodiesNameTheirPlace() async throws {
    let cases = [
      (
        #"[{"user":"a","item":"b","kind":"c"},{"user":"a","item":"b","kind":"c","value":"x"}]"#,
        "events[1].value", "expected a number, found text"
      ),
      (#"{"user":"a","item":"b","kid":"c"}"#, "kind", "expected this member, found nothing"),
      (
        #"{"user":"a","item":"b","kind":"c","tme":5}"#, "tme", "there is no such member; did you mean 'time'?"
      ),
      (#"{"user":"","item":"b","kind":"c"}"#, "user", "expected an id, found nothing"),
      (#"{"user":"a/b","item":"b","kind":"c"}"#, "user", "expected an id without U+002F"),
      (
        #"{"user":"a","item":"b","kind":"c","value":1e10}"#, "value",
        "expected a number from -1000000000 to 1000000000"
      ),
      (#"{"user":"a","item":"b","kind":"c","time":1.5}"#, "time", nil),
      (#"{"user":"a","item":"b","kind":"c","completion":2}"#, "completion", "expected a number from 0 to 1"),
      ("[]", "events", "expected 1 to 1000 elements, found 0"),
      ("5", "body", "expected an object, found a number"),
      ("{", "body", nil), (String(repeating: "[", count: 100_000), "body", nil),
    ]
    try await ServerFixture().test { client in
      for (body, part, message) in cases {
        let answer = try await ask(client, .post, "/v1/events", nil, body, expecting: 400)
        #expect(answer["error"]?["part"]?.string == part)
        if let message { #expect(answer["error"]?["message"]?.string == message) }
        #expect(answer["error"]?["code"]?.string == "invalid")
      }
      let status = try await ask(client, .get, "/v1/status")
      #expect(status["events"]?.whole == 0)
    }
  }

  @Test func usersLiveAndAreErased() async throws {
    try await ServerFixture().test { client in
      let one = "/v1/users/{user}"
      try await ask(client, .get, one, "/v1/users/eve", expecting: 404)
      try await ask(client, .patch, one, "/v1/users/eve", "{}", expecting: 404)
      try await ask(client, .put, one, "/v1/users/eve", #"{"labels":{"age":33},"comment":"x"}"#)
      try await ask(client, .patch, one, "/v1/users/eve", #"{"comment":"y"}"#)
      let eve = try await ask(client, .get, one, "/v1/users/eve")
      #expect(eve["user"]?["comment"]?.string == "y")
      #expect(eve["user"]?["labels"]?["age"]?.whole == 33)
      try await ask(client, .post, "/v1/users", nil, #"[{"id":"a b"},{"id":"ü%/"}]"#, expecting: 400)
      try await ask(client, .post, "/v1/users", nil, #"[{"id":"a b"},{"id":"ü%;--"}]"#)
      #expect(try await ask(client, .get, one, "/v1/users/%C3%BC%25;--")["user"]?["id"]?.string == "ü%;--")
      let page = try await ask(client, .get, "/v1/users", "/v1/users?n=2")
      #expect(page["users"]?.elements.compactMap { $0["id"]?.string } == ["a b", "eve"])
      try await ask(client, .post, "/v1/events", nil, #"{"user":"eve","item":"i","kind":"view"}"#)
      try await ask(client, .delete, one, "/v1/users/eve")
      try await ask(client, .get, one, "/v1/users/eve", expecting: 404)
      try await ask(client, .delete, one, "/v1/users/eve", expecting: 404)
      #expect(try await ask(client, .get, "/v1/feedback")["feedback"]?.elements.isEmpty == true)
    }
  }

  @Test func itemsLiveAndAreListed() async throws {
    try await ServerFixture().test { client in
      let one = "/v1/items/{item}"
      try await ask(
        client, .post, "/v1/items", nil,
        #"[{"id":"old","time":1000,"categories":["a"]},{"id":"new","time":9000,"categories":["a","b"]}]"#)
      try await ask(
        client, .patch, one, "/v1/items/old", #"{"addCategory":"c","removeCategory":"a","hidden":false}"#)
      let old = try await ask(client, .get, one, "/v1/items/old")
      #expect(old["item"]?["categories"]?.elements == [.string("c")])
      let latest = try await ask(client, .get, "/v1/latest")
      #expect(latest["items"]?.elements.compactMap { $0["id"]?.string } == ["new", "old"])
      #expect(latest["items"]?.elements.first?["score"]?.double == 9)
      let some = try await ask(client, .get, "/v1/latest", "/v1/latest?category=a&category=b")
      #expect(some["items"]?.elements.compactMap { $0["id"]?.string } == ["new"])
      try await ask(client, .get, "/v1/trending")
      try await ask(client, .get, "/v1/items/{item}/similar", "/v1/items/new/similar")
      try await ask(client, .get, "/v1/items/{item}/similar", "/v1/items/none/similar", expecting: 404)
      try await ask(client, .delete, one, "/v1/items/old")
      #expect(try await ask(client, .get, "/v1/items")["items"]?.elements.count == 1)
    }
  }

  @Test func listsObeyTheRequest() async throws {
    try await ServerFixture().test { client in
      try await ask(client, .post, "/v1/events", nil, ServerFixture.events)
      let path = "/v1/recommendations"
      let mine = try await ask(
        client, .post, path, nil,
        #"{"history":[{"item":"i2"},{"item":"zz"}],"count":3,"explain":true,"seed":1}"#)
      #expect(mine["items"]?.elements.compactMap { $0["id"]?.string } == ["i1"])
      #expect(mine["unknown"] == .array([.string("zz")]))
      let seen = try await ask(
        client, .post, path, nil, #"{"user":"ann","includeSeen":true,"excluded":["i1"]}"#)
      #expect(seen["items"]?.elements.compactMap { $0["id"]?.string } == ["i2"])
      try await ask(client, .post, path, nil, #"{"filter":"genre in ["}"#, expecting: 422)
      try await ask(client, .post, path, nil, #"{"pipeline":"none"}"#, expecting: 404)
      try await ask(client, .post, path, nil, #"{"sequence":99999}"#, expecting: 409)
      try await ask(client, .post, path, nil, #"{"count":0}"#, expecting: 400)
      try await ask(
        client, .post, path, nil, #"{"quotas":[{"when":"a = 1","atLeast":2,"atMost":1}]}"#, expecting: 422)
    }
  }

  @Test(arguments: [
    "/v1/latest?n=0", "/v1/latest?n=1001", "/v1/latest?n=x", "/v1/latest?n=1&n=2", "/v1/latest?m=1",
    "/v1/latest?user=%ff", "/v1/latest?user=%2", "/v1/latest?user=%zz", "/v1/users?cursor=%20",
    "/v1/users/a/neighbours?offset=-1", "/v1/status?x", "/v1/latest?category=%00",
  ])
  func badQueriesAreRefused(_ path: String) async throws {
    try await ServerFixture().test { client in
      let answer = try await client.ask(.get, path)
      #expect(answer.status == 400, "\(answer.json)")
      #expect(answer.json["error"]?["code"]?.string == "invalid")
    }
  }
}
