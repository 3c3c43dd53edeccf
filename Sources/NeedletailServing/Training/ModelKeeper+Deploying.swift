import NeedletailMath
import Synchronization

extension ModelKeeper {
  /// Puts a kept version in charge, after its checksums were found to hold.
  ///
  /// - Parameter name: `v000007`, `v7` or `7`.
  /// - Throws: `ServingError`: invalid for what is no version, notFound for an unknown one, unavailable for a damaged
  ///   one or when it cannot be written down. The old model answers on then.
  public func deploy(_ name: String) async throws -> ModelRecord {
    let version = try version(name)
    return try await onThread { keeper in
      try keeper.putInCharge(version)
      return try keeper.known(version)
    }
  }

  /// Puts the version in charge that was before the present one; again, and it is the one before that.
  ///
  /// - Throws: `ServingError`: notFound when there is none, unavailable as `deploy`.
  public func rollBack() async throws -> ModelRecord {
    try await onThread { keeper in
      guard let version = keeper.registry.previous else {
        throw ServingError(.notFound, "there is no earlier version to go back to")
      }
      try keeper.putInCharge(version, isRollBack: true)
      return try keeper.known(version)
    }
  }

  /// Takes a copy of a model's folder in as a new version.
  ///
  /// - Parameters:
  ///   - folder: what `needletail train` wrote.
  ///   - deploying: whether it is to answer at once.
  /// - Throws: `ServingError`: invalid when it is no sound model, unavailable when it cannot be written.
  public func add(from folder: String, deploying: Bool) async throws -> ModelRecord {
    try await onThread { keeper in
      let record: ModelRecord
      do {
        record = try keeper.registry.add(from: folder)
      } catch let error as RegistryError where error.code == .damaged {
        throw ServingError(.invalid, part: "model", "\(error)")
      }
      if deploying { try keeper.putInCharge(record.version) }
      return record
    }
  }

  /// Opens, deploys and writes down, in this order: what is written down has answered.
  func putInCharge(_ version: ModelVersion, isRollBack: Bool = false) throws {
    try deploying.withLock { _ in
      let model = try registry.open(version)
      try target.deploy(model, version.description)
      if isRollBack { try registry.rollBack(to: version) } else { try registry.setCurrent(version) }
    }
  }

  private func version(_ name: String) throws(ServingError) -> ModelVersion {
    guard let version = ModelVersion(name) else {
      throw ServingError(.invalid, part: "version", "expected a version such as v000007, found '\(name)'")
    }
    return version
  }

  private func known(_ version: ModelVersion) throws(ServingError) -> ModelRecord {
    guard let record = registry.record(of: version) else {
      throw ServingError(.notFound, part: "version", "\(version) is not kept any more")
    }
    return record
  }

  /// Does what takes long on a thread of ours.
  private func onThread<Value: Sendable>(
    _ body: @escaping @Sendable (ModelKeeper) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      _ = JoinableThread { [self] in
        continuation.resume(with: Result { try body(self) }.mapError(Self.servingError))
      }
    }
  }

  private static func servingError(_ error: any Error) -> any Error {
    guard let error = error as? RegistryError else { return error }
    switch error.code {
    case .notFound: return ServingError(.notFound, part: "version", "\(error)")
    case .damaged, .inUse, .unavailable: return ServingError(.unavailable, "\(error)")
    }
  }
}
