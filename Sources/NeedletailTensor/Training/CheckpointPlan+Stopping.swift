import FoundationEssentials
import Glibc
import NeedletailCore
import NeedletailMath

extension CheckpointPlan {
  /// The state of the best model, beside the latest one.
  var best: CheckpointPlan { CheckpointPlan(path: "\(path).best", steps: steps, run: run) }

  /// Where it is kept what early stopping has come to.
  private var recordPath: String { "\(path).stopping.json" }

  /// Keeps what early stopping has come to: written aside, synced and renamed.
  func save(_ record: StoppingRecord) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let aside = "\(recordPath).partial-\(getpid())"
    try TensorArchive.write(text: [UInt8](try encoder.encode(record)) + [UInt8(ascii: "\n")], to: aside)
    guard rename(aside, recordPath) == 0 else {
      throw FileAccessError(path: recordPath, action: "rename", errorNumber: errno)
    }
  }

  /// What `save` kept; nil when nothing was.
  ///
  /// - Throws: `ModelFileError` when it is damaged.
  func record() throws -> StoppingRecord? {
    guard access(recordPath, F_OK) == 0 else { return nil }
    let mapping = try MappedFile(path: recordPath)
    do {
      return try JSONDecoder().decode(
        StoppingRecord.self, from: Data(mapping.copyBytes(in: 0..<mapping.count)))
    } catch {
      throw ModelFileError(file: recordPath, "expected what early stopping has come to in JSON: \(error)")
    }
  }
}
