extension Model {
  /// Fits a model and puts it together with what questions in external ids need.
  ///
  /// - Parameters:
  ///   - specification: the algorithm and its hyper-parameters.
  ///   - data: what to learn from.
  ///   - previous: a model of the same algorithm to start from; ignored by algorithms that start anew.
  ///   - options: facts of this run.
  ///   - source: the data as the user named them, for the record.
  ///   - split: the definition of the split that training is a part of, for the record.
  /// - Throws: as `Algorithm.train`.
  public static func train(
    _ specification: ModelSpecification, on data: TrainingData, from previous: Model? = nil,
    options: TrainingOptions = TrainingOptions(), source: String? = nil, split: String? = nil
  ) throws -> Model {
    let recommender = try specification.algorithm.train(data, from: previous?.recommender, options: options)
    let metadata = ModelMetadata(
      createdBy: "needletail \(NeedletailVersion.current)", source: source,
      dataFingerprint: data.fingerprint, split: split, seed: options.seed)
    return Model(recommender: recommender, data: data, metadata: metadata)
  }
}
