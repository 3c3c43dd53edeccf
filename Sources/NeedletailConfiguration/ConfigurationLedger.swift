import Synchronization

/// What all sections of one configuration share: the environment, and which keys were read.
///
/// Keeping the readings of all sections in one place is what lets the root find a key that nobody read in a section
/// whose reader forgot to finish it.
final class ConfigurationLedger: Sendable {
  /// A section that was opened.
  struct Opened: Sendable {
    /// Its path for messages.
    let path: String
    /// What the file has in it.
    let entries: [ConfigurationEntry]
    /// The keys that were asked for, in the order of the first asking.
    var known: [String] = []
  }

  private struct State {
    var sections: [[String]: Opened] = [:]
    var order: [[String]] = []
    var variables: Set<String> = []
  }

  /// Variables of the environment that start with the prefix.
  let environment: [String: String]
  private let state = Mutex(State())

  init(environment: [String: String]) { self.environment = environment }

  /// Enters a section; opening it again changes nothing.
  func open(_ components: [String], path: String, entries: [ConfigurationEntry]) {
    state.withLock { state in
      guard state.sections[components] == nil else { return }
      state.sections[components] = Opened(path: path, entries: entries)
      state.order.append(components)
    }
  }

  /// Notes that a key was asked for, and the variable that may set it.
  func note(_ key: String, in components: [String], variable: String?) {
    state.withLock { state in
      if state.sections[components]?.known.contains(key) == false {
        state.sections[components]?.known.append(key)
      }
      if let variable { state.variables.insert(variable) }
    }
  }

  /// A section as it stands.
  func section(_ components: [String]) -> Opened? { state.withLock { $0.sections[components] } }
  /// All sections in the order of their opening.
  var sections: [Opened] { state.withLock { state in state.order.compactMap { state.sections[$0] } } }
  /// The variables that set keys somebody asked for.
  var knownVariables: Set<String> { state.withLock(\.variables) }
}
