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
