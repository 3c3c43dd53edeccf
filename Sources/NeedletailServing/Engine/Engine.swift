public import NeedletailCore
public import NeedletailStore

/// One store, one model at a time, all histories in memory: what answers every request.
///
/// Writing: changes are checked, committed in groups by one writer thread, applied to memory in the order of
/// their sequences, then acknowledged. Reading: a request takes one immutable snapshot (its user's history, the
/// model, the rules, the catalogue, with the sequence up to which they reflect the store), so an answer asked for
/// after an acknowledgement reflects it. Requests that wait already are scored together.
public final class Engine: Sendable {
  /// Opens an engine over a store: reads all histories and the catalogue into memory.
  ///
  /// - Parameters:
  ///   - store: nobody else may write to it.
  ///   - model: what answers at first, with the name of its version; nil while there is none.
  /// - Throws: what the store throws.
  public init(store: any Store, model: (Model, version: String)?, settings: EngineSettings) throws {
    fatalError("not written yet")
  }

  /// Writes changes and waits until they are durable and in memory.
  ///
  /// - Returns: for each change its receipt or why it was refused.
  /// - Throws: `ServingError` (unavailable) when nothing was written.
  public func write(_ changes: [Change]) async throws -> [Result<Receipt, ChangeError>] {
    fatalError("not written yet")
  }

  /// A list for somebody.
  ///
  /// - Throws: `ServingError`.
  public func recommend(_ request: RecommendationRequest) async throws -> RecommendationAnswer {
    fatalError("not written yet")
  }

  /// The items most similar to an item by the model; where the model cannot say, by what the same users had.
  public func similar(to item: String, count: Int, offset: Int = 0, category: String? = nil) async throws
    -> [ScoredID]
  {
    fatalError("not written yet")
  }

  /// The users most similar to a user: by the cosine of their histories.
  public func neighbours(of user: String, count: Int, offset: Int = 0) async throws -> [ScoredID] {
    fatalError("not written yet")
  }

  /// The newest items, by time, newest first (ties in the order of ids); scores are Unix seconds.
  ///
  /// - Parameter user: leaves out all that this user has touched.
  public func latest(count: Int, offset: Int = 0, categories: [String] = [], user: String? = nil) throws
    -> [ScoredID]
  {
    fatalError("not written yet")
  }

  /// What is consumed most at present; scores are decayed numbers of events.
  public func trending(count: Int, offset: Int = 0, categories: [String] = [], user: String? = nil) throws
    -> [ScoredID]
  {
    fatalError("not written yet")
  }

  /// Puts another model in place of the present one: requests under way end with the old one, later ones start
  /// with the new one, none fails.
  public func deploy(_ model: Model, version: String) throws {
    fatalError("not written yet")
  }

  /// What answers at present.
  public var status: EngineStatus { fatalError("not written yet") }

  /// Stops taking changes and requests, ends what is under way, and closes the store.
  public func close() async throws {
    fatalError("not written yet")
  }
}

/// What an engine is doing.
public struct EngineStatus: Sendable, Hashable {
  /// The version of the model; nil while there is none.
  public var model: String?
  /// The algorithm of the model with its hyper-parameters.
  public var specification: String?
  /// The sequence up to which memory reflects the store.
  public var sequence: Int64
  /// Users with an id.
  public var users: Int
  /// Items with an id that may be recommended.
  public var items: Int
  /// Events in memory.
  public var events: Int
  /// Changes that wait for the writer.
  public var waitingChanges: Int
  /// Requests that wait to be scored.
  public var waitingRequests: Int
  /// Why the store cannot be written at present; nil when it can.
  public var fault: String?

  /// A state.
  public init(
    model: String?, specification: String?, sequence: Int64, users: Int, items: Int, events: Int,
    waitingChanges: Int, waitingRequests: Int, fault: String?
  ) {
    self.model = model
    self.specification = specification
    self.sequence = sequence
    self.users = users
    self.items = items
    self.events = events
    self.waitingChanges = waitingChanges
    self.waitingRequests = waitingRequests
    self.fault = fault
  }
}
