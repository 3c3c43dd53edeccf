import Glibc
public import NeedletailCore
import NeedletailMath
public import NeedletailRetrieval
import Synchronization

/// The versions of a server's model, in a directory.
///
/// ```
/// models/
///   current.json        which version answers, which did before, and the last number that was given
///   v000007/            a model folder, with record.json beside its manifest
///   attempts.jsonl      what became of the latest trainings, also of those that made no version
/// ```
///
/// A version comes into being by the renaming of a folder that was written and synced aside, and `current.json` is
/// replaced as a whole: whenever the process ends, each version is there whole or not at all. Numbers are given out
/// before anything is written and never again. One process owns a registry (a lock that the system gives back when
/// the process ends). All calls may block on the disk; none belongs on Swift's cooperative pool.
public final class ModelRegistry: Sendable {
  /// Where the versions are.
  public let directory: String
  /// How many of the newest versions are kept, beside the current one.
  public let kept: Int
  /// What opens models.
  let algorithms: AlgorithmRegistry
  private let lock: Int32
  let contents: Mutex<Contents>
  /// Changes go one after the other; reading what is known does not wait for them.
  let changing = Mutex(())

  /// What is on the disk.
  struct Contents {
    var state = State()
    /// Oldest first.
    var records: [ModelRecord] = []
    /// What was wrong with the directory when it was opened, in sentences.
    var findings: [String] = []
  }

  /// `current.json`.
  struct State: Codable {
    var current: ModelVersion?
    /// What was current before, newest last.
    var previous: [ModelVersion] = []
    /// The last number that was given.
    var last = 0
  }

  /// Opens the registry of a directory, making it when it is not there, and clears away what an interrupted change
  /// has left.
  ///
  /// - Parameters:
  ///   - kept: how many of the newest versions are kept, at least 1.
  ///   - algorithms: what may have written the models.
  /// - Throws: `RegistryError` (inUse, unavailable).
  public init(directory: String, kept: Int = 5, algorithms: AlgorithmRegistry = .standard) throws {
    precondition(kept >= 1, "a registry that keeps \(kept) versions")
    self.directory = directory
    self.kept = kept
    self.algorithms = algorithms
    do {
      try RegistryFiles.makeFolder(directory)
      lock = try Self.lock(directory)
    } catch let error as FileAccessError {
      throw RegistryError(.unavailable, place: directory, "\(error)")
    }
    contents = Mutex(Contents())
    do {
      let read = try Self.read(directory)
      contents.withLock { $0 = read }
    } catch {
      throw RegistryError(.unavailable, place: directory, "\(error)")
    }
  }

  deinit { close(lock) }

  private static func lock(_ directory: String) throws -> Int32 {
    let path = "\(directory)/lock"
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileAccessError(path: path, action: "create", errorNumber: errno) }
    // A process that was just started by the last owner holds a copy of the open file until its own program begins.
    var isOurs = flock(descriptor, LOCK_EX | LOCK_NB) == 0
    for _ in 0..<20 where !isOurs {
      usleep(10_000)
      isOurs = flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }
    guard isOurs else {
      close(descriptor)
      throw RegistryError(.inUse, place: directory, "another process uses these models; stop it first")
    }
    return descriptor
  }

  /// All versions, newest first.
  public var versions: [ModelRecord] { contents.withLock { $0.records.reversed() } }
  /// The version that was last put in charge; nil while there is none.
  public var current: ModelVersion? { contents.withLock { $0.state.current } }
  /// What was wrong with the directory when it was opened, in sentences.
  public var findings: [String] { contents.withLock { $0.findings } }
  /// What is known of a version; nil for an unknown one.
  public func record(of version: ModelVersion) -> ModelRecord? {
    contents.withLock { $0.records.first { $0.version == version } }
  }

  /// The folder of a version.
  public func folder(of version: ModelVersion) -> String { "\(directory)/\(version)" }

  var statePath: String { "\(directory)/current.json" }
}
