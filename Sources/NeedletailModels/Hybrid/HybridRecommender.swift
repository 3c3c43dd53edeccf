public import NeedletailCore
import NeedletailData
import NeedletailMath

/// What a blend can beside ranking, which depends on its models.
protocol BlendTraits: Sendable {}
/// All models explain.
protocol ExplainsHistory: BlendTraits {}
/// A model keeps rows of training users.
protocol KeepsUserRows: BlendTraits {}

enum PlainBlend: BlendTraits {}
enum ExplainedBlend: ExplainsHistory {}
enum UserBlend: KeepsUserRows {}
enum ExplainedUserBlend: ExplainsHistory, KeepsUserRows {}

/// The fitted form of `Hybrid`.
struct HybridRecommender<Traits: BlendTraits>: Recommender {
  let blend: HybridBlend

  var algorithm: any Algorithm { blend.hybrid }
  var itemCount: Int { blend.itemCount }

  /// Scores all items whatever the candidates are: the scale of a query is taken over all of them.
  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let columns = scores.columns
    for start in stride(from: 0, to: queries.count, by: HybridBlend.batch) {
      let part = start..<min(start + HybridBlend.batch, queries.count)
      let sums = try blend.scores(Array(queries[part]))
      scores.withUnsafeMutableBufferPointer { target in
        sums.withUnsafeBufferPointer { sums in
          for (row, query) in part.enumerated() {
            let (from, to) = (row * itemCount, query * columns)
            switch candidates {
            case .all: for item in 0..<itemCount { target[to + item] = sums[from + item] }
            case .rows(let rows):
              for (place, item) in rows.enumerated() { target[to + place] = sums[from + item.index] }
            }
          }
        }
      }
    }
  }

  func write(to file: inout ModelWriter) throws { try blend.write(to: &file) }
}

extension HybridRecommender: Explaining where Traits: ExplainsHistory {
  func explain(_ query: Query, item: ItemRow) throws -> [ScoredItem] {
    try blend.explain(query, item: item)
  }
}

extension HybridRecommender: UserRows where Traits: KeepsUserRows {}

extension Hybrid {
  /// Opens a model file.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let hybrid = try Hybrid(hyperparameters)
    let weights = try file.floats("weights", shape: [hybrid.models.models.count]).array
    guard weights.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw file.fault("weights", "expected finite numbers that are not negative")
    }
    let text = String(decoding: try file.bytes("models", count: nil).array, as: UTF8.self)
    let written: HybridModels
    do { written = try HybridModels(parsing: text) } catch { throw file.fault("models", "\(error)") }
    guard written.models.map(\.name) == hybrid.models.models.map(\.name) else {
      throw file.fault("models", "expected \(hybrid.models), found \(written)")
    }
    let models = try written.models.enumerated().map { number, model in
      try type(of: model.algorithm).open(
        PartOfModelFile(file, prefix: HybridBlend.prefix(number)),
        hyperparameters: model.algorithm.hyperparameters)
    }
    return HybridBlend(hybrid: hybrid, models: models, weights: weights).recommender
  }
}
