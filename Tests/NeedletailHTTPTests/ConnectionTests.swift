import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import NeedletailData
import NeedletailHTTP
import NeedletailServing
import Synchronization
import TestSupport
import Testing

/// Connections: slow clients, many of them, TLS, the end.
@Suite struct ConnectionTests {
  private func limits(_ change: (inout HTTPSettings.Limits) -> Void) -> ServerConfiguration {
    var configuration = ServerConfiguration()
    change(&configuration.http.limits)
    return configuration
  }

  /// What a client of the server's port sees, on a thread that may block.
  private func raw(
    _ client: any TestClientProtocol, _ body: @escaping @Sendable (RawClient) -> String
  ) async throws -> String {
    let port = try #require(client.port)
    return await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: body(RawClient(port: port))) }
    }
  }

  @Test func slowHeadsAreGivenUp() async throws {
    try await ServerFixture(limits { $0.readHead = 2 }).test(.live) { client in
      let answer = try await raw(client) {
        $0.send("GET /health/live HT")
        return $0.receive()
      }
      #expect(answer.hasPrefix("HTTP/1.1 408") && answer.contains("Connection: close"))
      #expect(try await client.ask(.get, "/health/live").status == 200)
    }
  }

  @Test func slowBodiesAreGivenUp() async throws {
    try await ServerFixture(limits { $0.readBody = 0.2 }).test(.live) { client in
      let answer = try await raw(client) {
        $0.send("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n[{")
        return $0.receive()
      }
      #expect(answer.hasPrefix("HTTP/1.1 408") && answer.contains("\"code\":\"timeout\""))
    }
  }

  @Test func idleConnectionsAreClosed() async throws {
    try await ServerFixture(limits { $0.idle = 2 }).test(.live) { client in
      let answer = try await raw(client) {
        $0.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return $0.receive()
      }
      #expect(answer.hasPrefix("HTTP/1.1 200") && answer.hasSuffix(#"{"status":"live"}"#))
    }
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "x", count: 40_000))\r\n\r\n",
    "GET /v1/users/a\u{FF} HTTP/1.1\r\nHost: evil.example\r\n\r\n", "NONSENSE\r\n\r\n",
    "GET /v1/status HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n",
    "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ])
  func whatIsMalformedIsRefused(_ request: String) async throws {
    try await ServerFixture().test(.live) { client in
      let answer = try await raw(client) {
        $0.send(request)
        return $0.receive(until: "\r\n\r\n")
      }
      #expect(answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(200))")
      #expect(try await client.ask(.get, "/health/live").status == 200)
    }
  }

  @Test func clocksOfConnectionsKeepTheirDeadlines() {
    var limits = HTTPSettings.Limits()
    (limits.readHead, limits.readBody, limits.request) = (1, 2, 4)
    let start = NIODeadline.now()
    func at(_ milliseconds: Int64) -> NIODeadline { start + .milliseconds(milliseconds) }
    var clock = ConnectionClock(limits)
    #expect(clock.next == nil)
    clock.bytesArrived(at(0))
    clock.bytesArrived(at(900))
    #expect(clock.next == at(1000) && clock.delay(at: at(999)) == nil && clock.delay(at: at(1000)) == .head)
    clock.headArrived(at(950))
    #expect(clock.delay(at: at(2949)) == nil && clock.delay(at: at(2950)) == .body)
    clock.bodyArrived(at(1000))
    #expect(clock.next == at(5000) && clock.delay(at: at(5000)) == .answer)
    clock.answered(at(1500))
    #expect(clock.next == nil)
    // An answer before the end of the body: the rest is read for a while only.
    clock.bytesArrived(at(2000))
    clock.headArrived(at(2000))
    clock.answered(at(2100))
    #expect(clock.delay(at: at(3999)) == nil && clock.delay(at: at(4100)) == .remainder)
  }

  @Test func answersComeOverTLS() async throws {
    let folder = TemporaryFolder()
    var configuration = ServerConfiguration()
    let files = (folder.path + "/server.crt", folder.path + "/server.key")
    try TestCertificate.certificate.write(toFile: files.0, atomically: true, encoding: .utf8)
    try TestCertificate.key.write(toFile: files.1, atomically: true, encoding: .utf8)
    configuration.http.tls = .init(certificate: files.0, key: files.1)
    try await ServerFixture(configuration).test(.ahc(.https)) { client in
      let answer = try await client.ask(.get, "/v1/status")
      #expect(answer.status == 200)
    }
    configuration.http.tls = .init(certificate: files.1, key: files.0)
    let broken = try ServerFixture(configuration)
    #expect(throws: (any Error).self) { try ServerApplication.application(broken.state) }
  }
}
