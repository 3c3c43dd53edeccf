import Needletail

/// Splits from their specification; `files:` reads its parts as the data was read.
enum SplitSource {
  /// The divisions that a specification names: one, or one a fold.
  static func splits(
    _ text: String, of data: DataSet, reading: ReadingOptions, run: RunOptions, pool: WorkerPool
  ) throws -> [Split] {
    let specification = try UsageError.reading("--split") { try SplitSpecification(parsing: text) }
    guard let files = specification.files else { return try specification.split(data, seed: run.seed) }
    func part(_ path: String) throws -> DataSet {
      try DataReader.read(path, options: try reading.options(pool: pool))
    }
    return [
      try specification.split(
        data, training: part(files.training), test: part(files.test), negatives: files.negatives.map(part))
    ]
  }
}
