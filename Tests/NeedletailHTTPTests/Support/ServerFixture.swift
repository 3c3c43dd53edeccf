import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NeedletailData
import NeedletailHTTP
import NeedletailServing
import NeedletailStore
import TestSupport

/// A server over a store in memory, asked through its router or over a socket.
struct ServerFixture {
  let state: ServerState
  let store = MemoryStore()

  /// A server that answers, with some users, items and events, and no model.
  init(
    _ configuration: ServerConfiguration = ServerConfiguration(), logger: Logger = Self.silent,
    isReady: Bool = true, keeper: (any ModelKeeping)? = nil, backups: String? = nil
  ) throws {
    let engine = try Engine(store: store, model: nil, settings: configuration.engine)
    state = ServerState(configuration: configuration, logger: logger)
    if isReady {
      state.enter(.ready(.init(engine: engine, store: store, keeper: keeper, backups: backups)))
    }
  }

  /// A logger that says nothing.
  static let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }

  /// A configuration with one key for each scope: "read-secret" and so on.
  static var keyed: ServerConfiguration {
    var configuration = ServerConfiguration()
    configuration.keys = Scope.allCases.map {
      APIKey(name: $0.rawValue, digest: KeyRing.digest(of: "\($0.rawValue)-secret"), scopes: [$0])
    }
    return configuration
  }

  /// Runs a test with a client.
  func test<Answer>(
    _ setup: TestingSetup = .router, _ body: @Sendable (any TestClientProtocol) async throws -> Answer
  ) async throws -> Answer {
    try await ServerApplication.application(state).test(setup, body)
  }

  /// Three items, two users and some events.
  static let events = """
    [{"user":"ann","item":"i1","kind":"view","time":1000},{"user":"ann","item":"i2","kind":"view","time":2000},
     {"user":"bob","item":"i1","kind":"like","value":4.5,"time":3000,"id":"e1"}]
    """
}

extension TestClientProtocol {
  /// Asks, and reads the answer as JSON.
  func ask(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, headers: HTTPFields = [:]
  ) async throws -> (status: Int, json: JSONValue, headers: HTTPFields) {
    let answer = try await execute(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    let json = try? JSONValue(parsing: answer.body.readableBytesView)
    return (answer.status.code, json ?? .string(String(buffer: answer.body)), answer.headers)
  }
}

extension JSONValue {
  /// The elements of a list; none for anything else.
  var elements: [JSONValue] { if case .array(let values) = self { values } else { [] } }

  /// The whole number, or nil.
  var whole: Int? { double.map { Int($0) } }
}
