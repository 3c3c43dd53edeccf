import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailTensor

extension FieldLearner {
  /// The file of fields beside the state of the training.
  private static let fieldFile = "fields.safetensors"

  func save(to path: String) throws {
    guard let trainer, let fields else { throw TrainingError("\(name) has learnt from nothing yet") }
    let aside = "\(path).learner-\(getpid())"
    do {
      try trainer.captured(run: run).save(to: aside)
      var file = ModelWriter()
      let ranking = fields.ranking
      file.add(
        "updates",
        .longs(SharedBuffer([updates, ranking.userFields.count, ranking.itemCount].map { Int64($0) })))
      file.add("fields", ranking)
      file.add("lastSeen", .integers(SharedBuffer(fields.lastSeen)))
      file.add("counts", .integers(SharedBuffer(fields.counts)))
      try file.save(toFile: "\(aside)/\(Self.fieldFile)")
      try DirectoryReplacement.replace(path, by: aside)
    } catch {
      DirectoryReplacement.remove(aside)
      throw error
    }
  }

  /// A learner from what `save(to:)` wrote.
  ///
  /// - Throws: `ModelFileError` when it is damaged or another algorithm's, `FileAccessError`, `TensorBackendError`.
  convenience init(
    _ algorithm: any FieldAlgorithm, resuming path: String, settings: IncrementalSettings,
    options: TrainingOptions
  ) throws {
    let state = try TrainingState(path: path, run: ModelSpecification(algorithm).fullDescription)
    let file = "\(path)/\(Self.fieldFile)"
    let numbers = try ModelWriter.open(file: file).longs("updates", count: 3)
    let reader = try ModelWriter.open(file: file, users: Int(numbers[1]), items: Int(numbers[2]))
    let ranking = try reader.rankingFields("fields")
    let rows = ranking.space.rowCount
    try self.init(
      algorithm, settings: settings, options: options, updates: Int(numbers[0]),
      fields: LearntFields(
        ranking: ranking, lastSeen: try reader.integers("lastSeen", count: rows).array,
        counts: try reader.integers("counts", count: rows).array), training: state)
  }
}

extension FieldAlgorithm {
  /// A learner that has seen nothing.
  public func learner(
    settings: IncrementalSettings, options: TrainingOptions
  ) throws -> any IncrementalLearner {
    try FieldLearner(self, settings: settings, options: options)
  }

  /// A learner that goes on from a folder.
  public func learner(
    resuming path: String, settings: IncrementalSettings, options: TrainingOptions
  ) throws -> any IncrementalLearner {
    try FieldLearner(self, resuming: path, settings: settings, options: options)
  }
}
