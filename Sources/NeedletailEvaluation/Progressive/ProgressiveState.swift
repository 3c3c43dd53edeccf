import FoundationEssentials
import Glibc
import NeedletailCore
import NeedletailMath

/// The state of a run after a window, in a folder: learners, models and records of every arm.
///
/// Files of a window are written under names of their own, then `progress.json` is replaced, which names them: a reader finds
/// the old state or the new one. Older files go after that.
struct ProgressiveState {
  let folder: String
  /// What the results depend on.
  let run: String

  private struct Contents: Codable {
    var format = 1
    var run: String
    /// The last complete window.
    var window: Int
    var arms: [Arm]
  }

  private struct Arm: Codable {
    var cursor: Int
    var records: [ArmRecord]
    var hasLearner: Bool
    var hasTeacher: Bool
    var frozen: [Int]
  }

  private var contentsPath: String { "\(folder)/progress.json" }

  /// Puts the kept state into arms that have not begun.
  ///
  /// - Returns: the next window; nil when nothing is kept.
  /// - Throws: `EvaluationError` for the state of another run, `ModelFileError` for what is damaged.
  func restore(_ runs: [ProgressiveArmRun]) throws -> Int? {
    guard access(contentsPath, F_OK) == 0 else { return nil }
    let contents: Contents
    do {
      contents = try JSONDecoder().decode(Contents.self, from: Data(contentsOf: URL(filePath: contentsPath)))
    } catch { throw ModelFileError(file: contentsPath, "expected the state of a run in JSON: \(error)") }
    guard contents.format == 1, contents.run == run, contents.arms.count == runs.count else {
      throw EvaluationError(
        "\(folder) holds the state of another run (\(contents.run)); name another folder or remove it")
    }
    for (number, (run, arm)) in zip(runs, contents.arms).enumerated() {
      func path(_ part: String) -> String { self.path(contents.window, number, part) }
      run.cursor = arm.cursor
      run.records = arm.records
      run.deployed = try PredictorFile.open(path("deployed"), run.algorithm)
      if arm.hasTeacher { run.teacher = try PredictorFile.open(path("teacher"), run.algorithm) }
      if arm.hasLearner {
        run.learner = try run.algorithm.learner(
          resuming: path("learner"), settings: run.arm.update, options: run.plan.options)
      }
      run.frozen = try arm.frozen.map { ($0, try PredictorFile.open(frozen(number, $0), run.algorithm)) }
    }
    return contents.window + 1
  }

  /// Keeps the state after a window.
  ///
  /// - Throws: `FileAccessError`.
  func save(_ runs: [ProgressiveArmRun], window: Int) throws {
    guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
      throw FileAccessError(path: folder, action: "create", errorNumber: errno)
    }
    let arms = try runs.enumerated().map { number, run in
      if let deployed = run.deployed {
        try PredictorFile.save(deployed, to: path(window, number, "deployed"))
      }
      if let teacher = run.teacher { try PredictorFile.save(teacher, to: path(window, number, "teacher")) }
      try run.learner?.save(to: path(window, number, "learner"))
      for (start, model) in run.frozen where access(frozen(number, start), F_OK) != 0 {
        try PredictorFile.save(model, to: frozen(number, start))
      }
      return Arm(
        cursor: run.cursor, records: run.records, hasLearner: run.learner != nil,
        hasTeacher: run.teacher != nil, frozen: run.frozen.map(\.window))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let contents = try encoder.encode(Contents(run: run, window: window, arms: arms))
    let aside = "\(contentsPath).partial-\(getpid())"
    try TensorArchive.write(text: [UInt8](contents), to: aside)
    try DirectoryReplacement.replace(contentsPath, by: aside)
    removeAllBut(window, runs)
  }

  private func path(_ window: Int, _ arm: Int, _ part: String) -> String {
    "\(folder)/window-\(window)-arm-\(arm)-\(part)"
  }

  private func frozen(_ arm: Int, _ window: Int) -> String { "\(folder)/frozen-\(window)-arm-\(arm)" }

  private func removeAllBut(_ window: Int, _ runs: [ProgressiveArmRun]) {
    let kept = Set(runs.enumerated().flatMap { number, run in run.frozen.map { frozen(number, $0.window) } })
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      let path = "\(folder)/\(name)"
      let isOld = name.hasPrefix("window-") && !name.hasPrefix("window-\(window)-")
      guard isOld || name.hasPrefix("frozen-") && !kept.contains(path) else { continue }
      if unlink(path) != 0 { DirectoryReplacement.remove(path) }
    }
  }
}
