import FoundationEssentials
public import NeedletailCore

extension CheckpointPlan {
  /// The plan of a fit; nil when the run keeps no checkpoints.
  ///
  /// Each algorithm has a folder of its own below that of the run, and a fit that is stopped by validation data one beside
  /// it: fits that follow each other in one run do not meet. What is trained on what is the specification without its
  /// number of epochs, so that a training may go on for more of them, the seed, the fingerprint of the data and the rule
  /// of stopping.
  /// - Throws: `TrainingError` when the folder cannot be made.
  public init?(_ options: TrainingOptions, of algorithm: any Algorithm, on data: TrainingData) throws {
    guard let folder = options.checkpoints else { return nil }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw TrainingError("checkpoints: the folder '\(folder)' cannot be made: \(error)")
    }
    let name = type(of: algorithm).descriptor.name
    let values = algorithm.hyperparameters.values.filter { $0.key != "epochs" }
      .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    var run = "\(name)(\(values.joined(separator: ","))), seed \(options.seed), data \(data.fingerprint)"
    if let stopping = options.stopping {
      run += ", stopped by \(stopping.metric) every \(stopping.interval)"
    }
    self.init(path: "\(folder)/\(name)\(options.stopping == nil ? "" : ".stopped")", run: run)
  }
}
