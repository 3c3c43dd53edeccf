import NeedletailCore
import NeedletailData
import NeedletailMath

/// Fitted predictors in files of their own: what a run that goes on later must still have.
enum PredictorFile {
  /// Writes a predictor.
  static func save(_ predictor: any ProbabilityPredictor, to path: String) throws {
    var file = ModelWriter()
    file.add(
      "counts",
      .longs(SharedBuffer([predictor.ranking.userFields.count, predictor.itemCount].map { Int64($0) })))
    try predictor.write(to: &file)
    try file.save(toFile: path)
  }

  /// Opens a predictor of an algorithm; it predicts the same bits.
  static func open(_ path: String, _ algorithm: any Algorithm) throws -> any ProbabilityPredictor {
    let counts = try ModelWriter.open(file: path).longs("counts", count: 2)
    let reader = try ModelWriter.open(file: path, users: Int(counts[0]), items: Int(counts[1]))
    let recommender = try type(of: algorithm).open(reader, hyperparameters: algorithm.hyperparameters)
    guard let predictor = recommender as? any ProbabilityPredictor else {
      throw reader.fault("counts", "\(type(of: algorithm).name) predicts no probabilities")
    }
    return predictor
  }
}
