public import NeedletailCore
import Synchronization

extension ModelRegistry {
  /// Opens a version after all its checksums were found to hold.
  ///
  /// - Throws: `RegistryError`: notFound, damaged.
  /// - Complexity: reads the model twice.
  public func open(_ version: ModelVersion) throws -> Model {
    guard record(of: version) != nil else { throw unknown(version) }
    return try verified(folder(of: version), name: version.description)
  }

  /// Opens what is to answer when a server starts: the current version, or where that is damaged or missing the
  /// newest sound one before it, then the newest sound one of all; that one then is the current version. Without a
  /// current version the newest sound one answers.
  ///
  /// - Returns: the model with its version, nil when no version is sound; and why others were passed over.
  public func openForServing() -> (model: Model, version: ModelVersion, skipped: [String])? {
    let (state, records) = contents.withLock { ($0.state, $0.records) }
    let newestFirst = records.map(\.version).reversed()
    let current = state.current
    let order =
      newestFirst.filter { $0 == current }
      + newestFirst.filter { version in current.map { version < $0 } ?? true }
      + newestFirst.filter { version in current.map { version > $0 } ?? false }
    var skipped: [String] = []
    for version in order {
      do {
        let model = try open(version)
        // A registry that cannot be written can still be served from.
        if version != current { try? rollBack(to: version) }
        return (model, version, skipped)
      } catch {
        skipped.append("\(error)")
        contents.withLock { $0.findings.append("\(error)") }
      }
    }
    return nil
  }

  /// Writes down that a version answers from now on. What was current before is remembered for `previous`.
  ///
  /// - Throws: `RegistryError`: notFound, unavailable; the current version stays then.
  public func setCurrent(_ version: ModelVersion) throws {
    try changing.withLock { _ in
      guard record(of: version) != nil else { throw unknown(version) }
      var state = contents.withLock { $0.state }
      guard state.current != version else { return }
      if let current = state.current {
        state.previous = Array((state.previous + [current]).suffix(Self.remembered))
      }
      state.current = version
      try write(state)
      prune()
    }
  }

  /// The version that was current before the present one and is still kept; nil when there is none.
  public var previous: ModelVersion? {
    contents.withLock { contents in
      contents.state.previous.last { version in
        version != contents.state.current && contents.records.contains { $0.version == version }
      }
    }
  }

  /// Goes back in the records to a version that was current before.
  ///
  /// Unlike `setCurrent`, what is left behind is no place to go back to: rolling back twice goes back two steps.
  func rollBack(to version: ModelVersion) throws {
    try changing.withLock { _ in
      guard record(of: version) != nil else { throw unknown(version) }
      var state = contents.withLock { $0.state }
      if let place = state.previous.lastIndex(of: version) { state.previous.removeSubrange(place...) }
      state.current = version
      try write(state)
    }
  }

  /// How many earlier versions are remembered.
  private static let remembered = 100

  private func unknown(_ version: ModelVersion) -> RegistryError {
    let known = versions.map(\.version.description).joined(separator: ", ")
    return RegistryError(
      .notFound, place: version.description, "no such version; kept are \(known.isEmpty ? "none" : known)")
  }
}
