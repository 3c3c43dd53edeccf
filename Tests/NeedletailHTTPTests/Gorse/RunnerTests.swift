import Foundation
import Hummingbird
import Logging
import NeedletailHTTP
import NeedletailServing
import TestSupport
import Testing

@Test(.enabled(if: ProcessInfo.processInfo.environment["RUNNER_PORT"] != nil)) func runner() async throws {
  let environment = ProcessInfo.processInfo.environment
  var configuration = ServerConfiguration()
  configuration.http.port = Int(environment["RUNNER_PORT"]!)!
  if let key = environment["RUNNER_KEY"] {
    configuration.keys = [APIKey(name: "a", digest: KeyRing.digest(of: key), scopes: [.read, .write, .admin])]
  }
  let store = MemoryStore()
  let engine = try Engine(store: store, model: nil, settings: configuration.engine)
  var logger = Logger(label: "test")
  logger.logLevel = .info
  let state = ServerState(configuration: configuration, logger: logger)
  state.enter(.ready(engine, store))
  try await ServerApplication.application(state).runService()
}
