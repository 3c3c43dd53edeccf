import Glibc
import NeedletailCore
import NeedletailMath
import Synchronization

extension ModelRegistry {
  /// The files of a model folder.
  private static let modelFiles = ["manifest.json", "tensors.safetensors"]

  /// Takes a copy of a model's folder in as a new version, which does not answer yet.
  ///
  /// - Parameters:
  ///   - folder: a model that `needletail train` or a candidate's training wrote; it stays as it is.
  ///   - origin: where it came from.
  ///   - sequence: up to which sequence of the store it has learnt; nil when unknown.
  ///   - latestTime: the time of the latest event that it has learnt from; nil when unknown.
  ///   - verdict: what was measured.
  ///   - now: the time of the record, in milliseconds; nil for the clock's.
  /// - Returns: the record of the new version.
  /// - Throws: `RegistryError`: damaged when the copy's checksums do not hold or it cannot be opened; unavailable
  ///   when it cannot be written. Nothing is left then.
  /// - Complexity: reads the model three times and writes it once.
  @discardableResult
  public func add(
    from folder: String, origin: ModelRecord.Origin = .added, sequence: Int64? = nil,
    latestTime: Int64? = nil,
    verdict: TrainingVerdict? = nil, now: Int64? = nil
  ) throws -> ModelRecord {
    try changing.withLock { _ in
      let version = try reserve()
      let aside = self.folder(of: version) + Self.partial
      DirectoryReplacement.remove(aside)
      do {
        try RegistryFiles.makeFolder(aside)
        for name in Self.modelFiles { try RegistryFiles.copy("\(folder)/\(name)", to: "\(aside)/\(name)") }
        let model = try verified(aside, name: folder)
        let record = ModelRecord(
          version: version, added: now ?? EngineClock.milliseconds,
          specification: model.specification.description, origin: origin, sequence: sequence,
          latestTime: latestTime, verdict: verdict)
        try RegistryFiles.write(record, to: "\(aside)/\(Self.recordName)")
        try DirectoryReplacement.sync(folder: aside)
        guard rename(aside, self.folder(of: version)) == 0 else {
          throw FileAccessError(path: self.folder(of: version), action: "create", errorNumber: errno)
        }
        try DirectoryReplacement.sync(folder: directory)
        contents.withLock { $0.records.append(record) }
        prune()
        return record
      } catch {
        DirectoryReplacement.remove(aside)
        throw Self.error(error, place: folder)
      }
    }
  }

  /// Gives the next number, for good.
  private func reserve() throws -> ModelVersion {
    var state = contents.withLock { $0.state }
    state.last += 1
    try write(state)
    return ModelVersion(number: state.last)
  }

  /// Puts a state on the disk, then in memory.
  func write(_ state: State) throws {
    do { try RegistryFiles.write(state, to: statePath) } catch { throw Self.error(error, place: directory) }
    contents.withLock { $0.state = state }
  }

  /// Opens a model whose checksums hold.
  func verified(_ path: String, name: String) throws -> Model {
    do {
      let report = try Model.verify(path)
      if let broken = report.checks.first(where: { !$0.isIntact }) {
        throw RegistryError(.damaged, place: name, "the checksum of \(broken.part) does not hold")
      }
      return try Model.open(path, registry: algorithms)
    } catch let error as FileAccessError {
      throw RegistryError(.damaged, place: name, "\(error)")
    } catch let error as ModelFileError {
      throw RegistryError(.damaged, place: name, "\(error)")
    }
  }

  /// Removes what is neither current nor among the newest; what cannot be removed now goes at the next change.
  func prune() {
    let (state, records) = contents.withLock { ($0.state, $0.records) }
    let gone = records.dropLast(kept).map(\.version).filter { $0 != state.current }
    for version in gone {
      let path = folder(of: version)
      // A folder that loses its files one by one must not be taken for a version.
      guard rename(path, path + Self.removing) == 0 else { continue }
      DirectoryReplacement.remove(path + Self.removing)
      contents.withLock { contents in contents.records.removeAll { $0.version == version } }
    }
  }

  /// An error of ours for a fault of the disk.
  static func error(_ error: any Error, place: String) -> any Error {
    error is FileAccessError ? RegistryError(.unavailable, place: place, "\(error)") : error
  }
}
