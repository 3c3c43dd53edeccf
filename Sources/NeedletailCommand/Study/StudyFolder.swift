import FoundationEssentials
import Needletail

/// The folder that a study writes.
struct StudyFolder {
  let path: String

  /// Makes the folder and those within it.
  func make() throws {
    do {
      try FileManager.default.createDirectory(
        atPath: "\(path)/searches", withIntermediateDirectories: true)
    } catch {
      throw DataError(file: path, "cannot be made: \(error)")
    }
  }

  /// Keeps searches, and models if wanted.
  func observers(savesModels: Bool) -> Study.Observers {
    var observers = Study.Observers()
    observers.file = { try StudyFile("\(path)/searches/\(Self.fileName($0)).jsonl") }
    guard savesModels else { return observers }
    observers.model = { name, model in
      let models = "\(path)/models"
      do {
        try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: true)
      } catch {
        throw DataError(file: models, "cannot be made: \(error)")
      }
      try model.save(to: "\(models)/\(Self.fileName(name))")
    }
    return observers
  }

  /// Results for programs, for people, and for repeating them.
  func write(_ result: StudyResult, commandLine: String) throws {
    try JSONOutput.write(result.json() + "\n", to: "\(path)/results.json")
    try JSONOutput.write(result.resolved, to: "\(path)/resolved.yaml")
    try JSONOutput.write(StudyReport.html(result, commandLine: commandLine), to: "\(path)/report.html")
  }

  /// A model's name as a file's: letters, digits, dots, dashes.
  private static func fileName(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") ? $0 : "_" })
  }
}
