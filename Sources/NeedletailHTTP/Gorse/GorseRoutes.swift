import Hummingbird
import NeedletailData
import NeedletailServing
import NeedletailStore

/// gorse's interface under `/api`, so that its official clients work unchanged.
///
/// Bodies are JSON with names in Pascal case, faults are sentences as plain text. Its feedback, which has the key
/// (type, user, item), is a view over our log of events: POST adds an event, PUT puts one in place of all of its
/// key, DELETE writes a tombstone.
struct GorseRoutes {
  let state: ServerState

  /// Adds the routes.
  static func add(to routes: inout RouteGroup, state: ServerState) {
    let gorse = GorseRoutes(state: state)
    gorse.addHealth(to: &routes)
    gorse.addUsers(to: &routes)
    gorse.addItems(to: &routes)
    gorse.addFeedback(to: &routes)
    gorse.addRecommendations(to: &routes)
    gorse.addNeighbours(to: &routes)
  }

  /// The body of a request as JSON.
  func body(_ request: Request) async throws -> JSONValue {
    try await request.json(limit: state.configuration.http.limits.bodyBytes)
  }

  /// Writes changes that were sent together.
  ///
  /// - Parameter missing: the fault for a change to something that does not exist.
  /// - Returns: how many records changed, change by change.
  /// - Throws: the fault of the first change that was refused; the others are written.
  func write(_ changes: [Change], missing: RequestFault? = nil) async throws -> [Int] {
    guard !changes.isEmpty else { return [] }
    let results = try await state.write(changes)
    return try results.enumerated().map { index, result in
      switch result {
      case .success(let receipt): return receipt.affected
      case .failure(let error):
        if error.code == .notFound, let missing { throw missing }
        var fault = RequestFault(telling: error)
        if changes.count > 1 { fault.part = "[\(index)]" }
        throw fault
      }
    }
  }

  /// How many rows a request changed, as gorse says it.
  func affected(_ count: Int) -> Response {
    .json(.object([.init("RowAffected", .integer(Int64(count)))]))
  }

  /// A list of ids with scores.
  func scores(_ scores: [ScoredID]) -> Response { .json(.array(scores.map(\.gorse))) }
}
