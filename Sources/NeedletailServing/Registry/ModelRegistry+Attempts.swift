import Glibc
import NeedletailMath
import Synchronization

extension ModelRegistry {
  /// How many attempts are remembered.
  static let rememberedAttempts = 100

  private var attemptsPath: String { "\(directory)/attempts.jsonl" }

  /// What became of the latest trainings, oldest first; a line that cannot be read is left out.
  public func attempts() -> [TrainingAttempt] {
    guard let file = try? MappedFile(path: attemptsPath) else { return [] }
    return file.copyBytes(in: 0..<file.count).split(separator: UInt8(ascii: "\n")).compactMap {
      try? RegistryFiles.decode(TrainingAttempt.self, from: $0)
    }
  }

  /// Writes down what became of a training.
  ///
  /// - Throws: `RegistryError` (unavailable).
  public func record(_ attempt: TrainingAttempt) throws {
    try changing.withLock { _ in
      let all = (attempts() + [attempt]).suffix(Self.rememberedAttempts)
      do {
        try RegistryFiles.write(try all.flatMap { try RegistryFiles.json($0) }, to: attemptsPath)
      } catch { throw Self.error(error, place: directory) }
    }
  }
}
