import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NeedletailData
import NeedletailHTTP
import NeedletailServing
import NeedletailStore
import Synchronization
import TestSupport
import Testing

/// A server over a store in memory, asked without a network.
struct GorseServer {
  /// The moment it is, for the server; tests move it.
  final class Clock: Sendable {
    private let moment: Mutex<Int64>
    init(_ moment: Int64) { self.moment = Mutex(moment) }
    var now: Int64 {
      get { moment.withLock { $0 } }
      set { moment.withLock { $0 = newValue } }
    }
  }

  /// An answer.
  struct Answer {
    let status: Int
    let text: String
    let headers: HTTPFields
    var json: JSONValue {
      get throws { try JSONValue(parsing: text) }
    }
  }

  let store: MemoryStore
  let state: ServerState
  let client: any TestClientProtocol
  /// The key that requests show; nil for none.
  var key: String?

  /// Runs a body with a server of its own.
  static func run(
    keys: [APIKey] = [], clock: Clock? = nil, _ body: @Sendable (GorseServer) async throws -> Void
  ) async throws {
    var configuration = ServerConfiguration()
    configuration.keys = keys
    let store = MemoryStore()
    let engine = try Engine(store: store, model: nil, settings: configuration.engine)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let state =
      if let clock { ServerState(configuration: configuration, logger: logger, now: { clock.now }) } else {
        ServerState(configuration: configuration, logger: logger)
      }
    state.enter(.ready(ServerState.Parts(engine: engine, store: store)))
    try await ServerApplication.application(state).test(.router) { client in
      try await body(GorseServer(store: store, state: state, client: client))
    }
    try await engine.close()
  }

  /// Asks under `/api`.
  func ask(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, version: String? = nil
  ) async throws -> Answer {
    try await ask(method, path, bytes: body.map { Array($0.utf8) }, version: version)
  }

  /// Asks under `/api`, with any bytes.
  func ask(
    _ method: HTTPRequest.Method, _ path: String, bytes body: [UInt8]?, version: String? = nil
  ) async throws -> Answer {
    var headers = HTTPFields()
    if body != nil { headers[.contentType] = "application/json" }
    if let key { headers[HTTPField.Name("X-API-Key")!] = key }
    if let version { headers[HTTPField.Name("X-API-Version")!] = version }
    return try await client.execute(
      uri: path.hasPrefix("/") ? path : "/api/" + path, method: method, headers: headers,
      body: body.map { ByteBuffer(bytes: $0) }
    ) { Answer(status: $0.status.code, text: String(buffer: $0.body), headers: $0.headers) }
  }

  /// Asks, and expects JSON with status 200.
  @discardableResult
  func expect(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, version: String? = nil,
    is expected: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> JSONValue {
    let answer = try await ask(method, path, body, version: version)
    #expect(answer.status == 200, "\(path): \(answer.text)", sourceLocation: sourceLocation)
    guard answer.status == 200 else { return .null }
    let found = try answer.json
    if let expected {
      #expect(found == (try JSONValue(parsing: expected)), "\(answer.text)", sourceLocation: sourceLocation)
    }
    return found
  }

  /// Asks, and expects a refusal: its status, and the whole body as plain text.
  func refuses(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, status: Int, _ text: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let answer = try await ask(method, path, body)
    #expect(answer.status == status, sourceLocation: sourceLocation)
    #expect(answer.text == text, sourceLocation: sourceLocation)
    #expect(answer.headers[.contentType] == "text/plain; charset=utf-8", sourceLocation: sourceLocation)
    #expect(answer.headers[HTTPField.Name("X-Request-ID")!] != nil, sourceLocation: sourceLocation)
  }
}
