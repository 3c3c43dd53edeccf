public import NeedletailCore
import NeedletailData
import NeedletailMath

/// Recommends items whose attributes are those of the history's items: the model that can recommend what nobody
/// has touched.
///
/// Every declared column of attributes is a block of coordinates: values of categories and multi-valued fields,
/// classes of numbers, words of texts by TF-IDF. An item's vector is its blocks, each of length one, times their
/// weights, and has length one as a whole. A user's profile is the sum of the vectors of his history times their
/// weights; a score is the cosine of profile and item, -1...1, and the sum of what each attribute adds. Items
/// without attributes, and strangers without a history, score 0.
///
/// ```swift
/// let data = TrainingData(log: log, itemFeatures: try FeatureTableReader.read("movies.csv", vocabulary: log.items))
/// let model = try ContentProfiles().train(data)
/// ```
///
/// Pazzani and Billsus, "Content-based recommendation systems", The Adaptive Web, 2007.
public struct ContentProfiles: Algorithm {
  /// What `needletail models` prints.
  public static let descriptor = AlgorithmDescriptor(
    name: "content", summary: "Items whose attributes are those of the history's; needs --items.",
    paper: "Pazzani and Billsus, Content-based recommendation systems, The Adaptive Web, 2007",
    hyperparameters: ContentOptions.declarations,
    memoryFormula: "64·n·f bytes for n items of f attributes and words, taken to be 16")

  let options: ContentOptions

  /// A model of attributes.
  ///
  /// - Parameters:
  ///   - blocks: columns and their weights, as in "genres:1+title:0.5"; empty for all columns with weight one.
  ///   - centred: whether the mean of a history is taken off its weights.
  /// - Throws: `SpecificationError` for blocks that cannot be read.
  public init(blocks: String = "", centred: Bool = false) throws {
    try self.init(
      Self.descriptor.complete(["blocks": .choice(blocks), "centred": .flag(centred)]))
  }

  /// From checked hyper-parameters.
  ///
  /// - Throws: `SpecificationError` for blocks that cannot be read.
  public init(_ values: HyperparameterValues) throws { options = try ContentOptions(values) }

  /// All hyper-parameters.
  public var hyperparameters: HyperparameterValues { HyperparameterValues(options.values) }

  /// The vectors, while they are put together.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    MemoryEstimate([.init("vectors of 16 attributes", bytes: 64 * 16 * shape.items)])
  }

  /// Makes vectors of the attributes; interactions are not looked at.
  ///
  /// - Throws: `CancelledError`; `TrainingError` without attributes, and for blocks that they do not have.
  /// - Complexity: O(attributes and words).
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options run: TrainingOptions
  ) throws -> any Recommender {
    guard let table = data.itemFeatures, table.count == data.shape.items, !table.columns.isEmpty else {
      throw TrainingError("content: needs attributes of the items; give them with --items FILE")
    }
    let columns = try options.blocks.columns(of: table)
    var names: [String] = []
    var rows = [[(column: Int, value: Float)]](repeating: [], count: table.count)
    for (number, (name, column, weight)) in columns.enumerated() {
      try run.cancellation?.check()
      run.progress?(Progress(stage: "attributes", completed: number, total: columns.count, note: name))
      let block = ContentBlock(column, items: table.count, options)
      for (item, entries) in block.rows.enumerated() {
        rows[item] += entries.map { (column: names.count + $0.column, value: $0.value * Float(weight)) }
      }
      names += block.names.map { "\(name)=\($0)" }
    }
    for item in rows.indices {
      let length = rows[item].reduce(0.0) { $0 + Double($1.value) * Double($1.value) }.squareRoot()
      for place in rows[item].indices where length > 0 {
        rows[item][place].value = Float(Double(rows[item][place].value) / length)
      }
    }
    try run.cancellation?.check()
    run.progress?(Progress(stage: "attributes", completed: columns.count, total: columns.count))
    return ContentRecommender(
      content: self, vectors: CSRMatrix(columns: names.count, rows: rows), names: names)
  }

  /// Opens a model file.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let width = try file.longs("features.count", count: 1)[0]
    guard (0..<Int64(Int32.max)).contains(width) else {
      throw file.fault("features.count", "expected a number of attributes, found \(width)")
    }
    return ContentRecommender(
      content: try ContentProfiles(hyperparameters),
      vectors: try file.sparse("vectors", rows: file.itemCount, columns: Int(width)),
      names: try file.strings("features", count: Int(width)))
  }
}
