import NeedletailConfiguration
import NeedletailHTTP
import NeedletailRetrieval
import NeedletailServing
import NeedletailStore
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The configuration: the example says the defaults, and whatever is wrong is refused with its line.
@Suite struct ConfigurationTests {
  @Test func theExampleIsReadAndSaysTheDefaults() throws {
    let path = "Examples/needletail.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let example = try ServerConfiguration(parsing: text, file: path)
    let plain = ServerConfiguration()
    #expect(example.http == plain.http)
    #expect(example.store == plain.store && example.log == plain.log && example.model == nil)
    #expect(
      example.engine.writeQueue == plain.engine.writeQueue && example.engine.batch == plain.engine.batch)
    #expect(
      example.engine.readQueue == plain.engine.readQueue && example.engine.threads == plain.engine.threads)
    #expect(example.engine.trendHalfLife == plain.engine.trendHalfLife)
    #expect(example.engine.pipelines.map(\.name) == ["default"])
    #expect(example.engine.pipelines.first?.definition == .plain)
    #expect(example.keys.map(\.name) == ["shop"] && example.keys[0].scopes == [.read, .write])
    #expect(example.keys[0].digest == KeyRing.digest(of: "change-me-please"))
  }

  @Test func commentedKeysOfTheExampleAreKnown() throws {
    let text = """
      http:
        tls:
          certificate: server.crt
          key: server.key
      keys:
        - name: shop
          variable: SHOP_KEY
        - name: other
          sha256: 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
          scopes: admin
      store:
        postgresql: postgresql://user@localhost/needletail
      model: model
      retention:
        events: 365d
      """
    let read = try ServerConfiguration(
      parsing: text, file: "f",
      environment: ["SHOP_KEY": "secret-of-shop", "NEEDLETAIL_SERVE_HTTP_PORT": "9"])
    #expect(read.http.tls == .init(certificate: "server.crt", key: "server.key"))
    #expect(read.http.port == 9)
    #expect(read.keys.map(\.scopes) == [[.read], [.admin]])
    #expect(read.keys[0].digest == KeyRing.digest(of: "secret-of-shop"))
    #expect(read.store.location == .postgreSQL("postgresql://user@localhost/needletail"))
    #expect(read.engine.retentionDays == 365 && read.model == "model")
  }

  @Test(arguments: [
    ("htp:\n  port: 1", 1, "http"), ("http:\n  prt: 1", 2, "port"), ("http:\n  port: many", 2, "http.port"),
    ("http:\n  port: 70000", 2, "http.port"), ("http:\n  host: 0.0.0.0", 2, "http.host"),
    ("http:\n  limits:\n    body: 4 apples", 3, "http.limits.body"),
    ("http:\n  tls:\n    key: k", 2, "http.tls.certificate"),
    ("keys:\n  - name: a\n    secret: short", 3, "keys[0].secret"),
    ("keys:\n  - name: a\n    secret: long-enough\n    scopes: [red]", 4, "read"),
    ("keys:\n  - name: a\n    variable: NOT_THERE", 3, "NOT_THERE"),
    ("keys:\n  - name: a\n    sha256: abc", 3, "64"),
    ("keys:\n  - name: a\n    secret: long-enough\n  - name: a\n    secret: long-enough2", 4, "keys[1].name"),
    ("log:\n  level: loud", 2, "log.level"), ("pipelines:\n  ../x: {}", 2, "name"),
    ("pipelines:\n  a:\n    file: missing.yaml", 3, "file"),
    ("pipelines:\n  a:\n    rankr: model", 3, "ranker"),
    ("retention:\n  events: 1s", 2, "retention.events"),
  ])
  func whatIsWrongIsRefusedWithItsLine(_ text: String, _ line: Int, _ word: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try ServerConfiguration(parsing: text, file: "needletail.yaml")
    }
    #expect(error?.line == line, "\(String(describing: error))")
    #expect(error?.description.contains(word) == true, "\(String(describing: error))")
  }

  @Test func strangersAreKeptOutWithoutKeys() throws {
    for host in ["127.0.0.1", "::1", "localhost", "127.1.2.3"] {
      _ = try ServerConfiguration(parsing: "http:\n  host: \"\(host)\"", file: "f")
    }
    for host in ["0.0.0.0", "::", "example.org", "127.0.0.1.example.org", "192.168.0.1"] {
      #expect(throws: ConfigurationError.self) {
        try ServerConfiguration(parsing: "http:\n  host: \"\(host)\"", file: "f")
      }
      _ = try ServerConfiguration(
        parsing: "http:\n  host: \"\(host)\"\nkeys:\n  - name: a\n    secret: long-enough", file: "f")
    }
  }
}
