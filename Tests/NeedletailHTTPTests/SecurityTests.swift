import HTTPTypes
import HummingbirdTesting
import NeedletailData
import NeedletailHTTP
import Testing

/// Who may ask, from where, how often, how much.
@Suite struct SecurityTests {
  private static let apiKey = HTTPField.Name("X-API-Key")!

  @Test func keysOpenWhatTheirScopesSay() async throws {
    try await ServerFixture(ServerFixture.keyed).test { client in
      let cases: [(HTTPRequest.Method, String, String?, String)] = [
        (.get, "/v1/status", nil, "read"), (.get, "/metrics", nil, "read"),
        (.post, "/v1/events", ServerFixture.events, "write"), (.get, "/v1/models", nil, "admin"),
      ]
      for (method, path, body, scope) in cases {
        #expect(try await client.ask(method, path, body).status == 401)
        #expect(try await client.ask(method, path, body, headers: [Self.apiKey: "wrong"]).status == 401)
        for other in Scope.allCases {
          let secret = "\(other.rawValue)-secret"
          let expected = other.rawValue == scope ? 200 : 403
          #expect(try await client.ask(method, path, body, headers: [Self.apiKey: secret]).status == expected)
          let bearer = try await client.ask(method, path, body, headers: [.authorization: "Bearer \(secret)"])
          #expect(bearer.status == expected)
        }
      }
      #expect(try await client.ask(.get, "/health/live").status == 200)
      #expect(try await client.ask(.get, "/openapi.json").status == 200)
      let refused = try await client.ask(.get, "/v1/status", headers: [.authorization: "Basic cmVhZA=="])
      #expect(refused.status == 401 && refused.headers[.wwwAuthenticate] == "Bearer")
    }
  }

  @Test func digestsAreThoseOfTheStandard() {
    // The digests of "abc" and of nothing in FIPS 180-4 and its examples.
    #expect(
      KeyRing.digest(of: "abc")
        == KeyRing.bytes(hexadecimal: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
    #expect(
      KeyRing.digest(of: "")
        == KeyRing.bytes(hexadecimal: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
    #expect(KeyRing.bytes(hexadecimal: "0g") == nil && KeyRing.bytes(hexadecimal: "123") == nil)
  }

  @Test func withoutKeysForeignPagesAreRefused() async throws {
    try await ServerFixture().test { client in
      for origin in [
        "https://evil.example", "null", "http://localhost.evil.example", "http://127.0.0.1:80:80",
      ] {
        let answer = try await client.ask(
          .post, "/v1/events", ServerFixture.events, headers: [.origin: origin])
        #expect(answer.status == 403 && answer.json["error"]?["part"]?.string == "Origin")
      }
      for origin in ["http://localhost:8080", "http://127.0.0.1", "https://[::1]:1"] {
        #expect(
          try await client.ask(.post, "/v1/events", ServerFixture.events, headers: [.origin: origin]).status
            == 200)
      }
      #expect(
        try await client.ask(.get, "/v1/status", headers: [.origin: "https://evil.example"]).status == 200)
    }
  }

  @Test(arguments: [
    ("localhost", true), ("localhost:8080", true), ("127.0.0.1:1", true), ("[::1]:65535", true),
    ("LOCALHOST", true),
    ("localhost.evil.example", false), ("127.0.0.1.evil.example", false), ("localhost:", false),
    ("localhost:8o", false), ("evil.example", false), ("", false), ("localhost@evil.example", false),
  ])
  func withoutKeysTheHostMustBeThisMachine(_ host: String, _ isOwn: Bool) {
    let head = HTTPRequest(method: .get, scheme: "http", authority: host, path: "/")
    #expect(((try? LoopbackGuard.check(head)) != nil) == isOwn)
  }

  @Test func bucketsFillAtTheirRate() {
    let limiter = RateLimiter(rate: 2, burst: 3)
    #expect((0..<3).allSatisfy { _ in limiter.take("a", at: 0) == nil })
    #expect(limiter.take("a", at: 0) == 1)
    #expect(limiter.take("b", at: 0) == nil)
    #expect(limiter.take("a", at: 0.4) == 1)
    #expect(limiter.take("a", at: 0.5) == nil)
    #expect(limiter.take("a", at: 100) == nil)
    // Over a long time the rate is kept whatever the client does.
    let taken = (0..<10_000).count { limiter.take("c", at: Double($0) * 0.01) == nil }
    #expect(taken == 3 + 199 || taken == 3 + 200)
    // A clock that goes back gives nothing.
    let other = RateLimiter(rate: 1, burst: 1)
    #expect(other.take("a", at: 10) == nil && other.take("a", at: 5) == 1 && other.take("a", at: 10.5) == 1)
    // Memory is bounded, and a client that waits is not forgotten before others with full buckets.
    let small = RateLimiter(rate: 1, burst: 1, capacity: 10)
    for number in 0..<1000 { _ = small.take("client \(number)", at: Double(number) * 10) }
    #expect(small.take("client 999", at: 9990) == 1)
  }

  @Test func ratesAndSizesAreLimited() async throws {
    var configuration = ServerFixture.keyed
    configuration.http.limits.rate = 0.001
    configuration.http.limits.burst = 2
    configuration.http.limits.bodyBytes = 1000
    try await ServerFixture(configuration).test { client in
      let read: HTTPFields = [Self.apiKey: "read-secret"]
      #expect(try await client.ask(.get, "/v1/status", headers: read).status == 200)
      #expect(try await client.ask(.get, "/v1/status", headers: read).status == 200)
      let refused = try await client.ask(.get, "/v1/status", headers: read)
      #expect(refused.status == 429 && (refused.headers[.retryAfter].flatMap { Int($0) } ?? 0) >= 1)
      #expect(try await client.ask(.get, "/health/live").status == 200)
      let write: HTTPFields = [Self.apiKey: "write-secret"]
      let large = #"{"user":"\#(String(repeating: "x", count: 2000))"}"#
      #expect(try await client.ask(.post, "/v1/events", large, headers: write).status == 413)
      let text: HTTPFields = [Self.apiKey: "write-secret", .contentType: "text/csv"]
      #expect(try await client.ask(.post, "/v1/events", ServerFixture.events, headers: text).status == 415)
    }
  }

  @Test func tooManyAtOnceAreRefused() async throws {
    var configuration = ServerConfiguration()
    configuration.http.limits.concurrency = 0
    try await ServerFixture(configuration).test { client in
      let answer = try await client.ask(.get, "/v1/status")
      #expect(answer.status == 503 && answer.headers[.retryAfter] == "1")
      #expect(try await client.ask(.get, "/health/live").status == 200)
    }
  }

  @Test func idsAreOnlyIds() async throws {
    try await ServerFixture().test { client in
      let ids = [
        "'; DROP TABLE users; --", "..", "%", "<script>", "a\\b", "\u{202E}x", "\"", "$(id)", "a b", "-", "é",
        "e\u{301}",
      ]
      for (number, id) in ids.enumerated() {
        let path = "/v1/users/" + Self.escaped(id)
        #expect(try await client.ask(.put, path, #"{"comment":"\#(number)"}"#).status == 200)
      }
      for (number, id) in ids.enumerated() {
        let answer = try await client.ask(.get, "/v1/users/" + Self.escaped(id))
        #expect(answer.json["user"]?["id"]?.string.map { Array($0.utf8) } == Array(id.utf8))
        #expect(answer.json["user"]?["comment"]?.string == String(number))
      }
      for id in ["%2e%2e%2fetc%2fpasswd", "a%00b", "%0d%0aX-Evil:1", "%ff", "%", "%c3"] {
        let answer = try await client.ask(.get, "/v1/users/\(id)")
        #expect(answer.status == 400, "\(id)")
      }
    }
  }

  private static func escaped(_ id: String) -> String {
    id.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test func answersNameTheirRequest() async throws {
    try await ServerFixture().test { client in
      let mine = try await client.ask(.get, "/v1/status", headers: [.requestID: "my-1_2.3"])
      #expect(mine.headers[.requestID] == "my-1_2.3")
      for bad in ["", "a b", String(repeating: "x", count: 65), "é"] {
        let answer = try await client.ask(.get, "/nothing", headers: [.requestID: bad])
        let name = answer.headers[.requestID] ?? ""
        #expect(name != bad && RequestName.isWellFormed(name))
        #expect(answer.status == 404 && answer.json["error"]?["request"]?.string == name)
      }
    }
  }

  @Test func knownPathsUnderOtherMethodsSaySo() async throws {
    try await ServerFixture().test { client in
      let answer = try await client.ask(.put, "/v1/events", "{}")
      #expect(answer.status == 405 && answer.headers[.allow] == "POST")
      #expect(try await client.ask(.init("QUERY")!, "/v1/users/a").headers[.allow]?.contains("PATCH") == true)
      #expect(try await client.ask(.get, "/v1/nothing").status == 404)
      #expect(try await client.ask(.head, "/v1/status").status == 200)
    }
  }
}
