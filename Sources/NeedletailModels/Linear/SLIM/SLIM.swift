public import NeedletailCore
import NeedletailMath

/// Sparse linear weights between items by the elastic net: Ning and Karypis, "SLIM: Sparse Linear Methods for
/// Top-N Recommender Systems", ICDM 2011.
///
/// Item j's weights w are the minimum of ½‖x_j − Xw‖² + l2/2 ‖w‖² + l1 ‖w‖₁ with w_j = 0 and, if `nonNegative`,
/// w ≥ 0, found by coordinate descent. A score needs the history only. The elastic net of scikit-learn divides
/// the first term by the number m of users: l1 = m · alpha · l1_ratio and l2 = m · alpha · (1 − l1_ratio).
public struct SLIM: Algorithm {
  /// The weight of the absolute values: the greater, the fewer weights.
  public let l1: Double
  /// The ridge.
  public let l2: Double
  /// How many weights an item keeps, the largest by absolute value; 0 keeps all.
  public let neighbours: Int
  /// Whether weights may not be negative.
  public let nonNegative: Bool
  /// Sweeps over an item's weights at most.
  public let epochs: Int
  /// A fit of an item ends when no weight changes by more than this share of the largest.
  public let tolerance: Double

  /// The model with its regularisation.
  ///
  /// - Precondition: nothing is negative, `epochs` is positive.
  public init(
    l1: Double = 1, l2: Double = 100, neighbours: Int = 500, nonNegative: Bool = true, epochs: Int = 100,
    tolerance: Double = 1e-4
  ) {
    precondition(l1 >= 0 && l2 >= 0 && neighbours >= 0 && epochs > 0 && tolerance >= 0, "illegal SLIM")
    self.l1 = l1
    self.l2 = l2
    self.neighbours = neighbours
    self.nonNegative = nonNegative
    self.epochs = epochs
    self.tolerance = tolerance
  }

  /// Name, paper, hyper-parameters and memory formula.
  public static let descriptor = AlgorithmDescriptor(
    name: "slim",
    summary: "sparse linear weights between items by the elastic net",
    paper: "Ning and Karypis, SLIM: Sparse Linear Methods for Top-N Recommender Systems, ICDM 2011",
    hyperparameters: [
      Hyperparameter(
        "l1", .number(default: 1, 0...1e9), aliases: ["l1_reg"], search: .logarithmic(0.01...30),
        "weight of the absolute values; scikit-learn's users · alpha · l1_ratio"),
      Hyperparameter(
        "l2", .number(default: 100, 0...1e9), aliases: ["l2_reg"], search: .logarithmic(1...2000),
        "ridge; scikit-learn's users · alpha · (1 − l1_ratio)"),
      Hyperparameter(
        "neighbours", .integer(default: 500, 0...10_000_000), aliases: ["neighbors", "topK", "top_k", "K"],
        search: .logarithmicIntegers(20...1000), "weights that an item keeps; 0 keeps all"),
      Hyperparameter(
        "nonNegative", .flag(default: true), aliases: ["positive_only", "positive"],
        "whether weights may not be negative"),
      Hyperparameter(
        "epochs", .integer(default: 100, 1...100_000), aliases: ["max_iter", "n_iter"],
        "sweeps over an item's weights at most"),
      Hyperparameter(
        "tolerance", .number(default: 1e-4, 0...1), aliases: ["tol"],
        "smallest change worth a sweep, as a share of the largest weight; below 1e-6 counts as that"),
    ],
    memoryFormula:
      "8·z + 16·n·min(K, n) bytes for z user-item pairs, n items and K weights kept of each (0: n); where n ≤ 16384 "
      + "and n² ≤ 64·z, 4·n² + threads·(24·n + 4·min(n, 4096)²) bytes, otherwise threads·(28·n + 4·m) bytes for "
      + "m users")

  /// A value from checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    self.init(
      l1: values.number("l1"), l2: values.number("l2"), neighbours: values.integer("neighbours"),
      nonNegative: values.flag("nonNegative"), epochs: values.integer("epochs"),
      tolerance: values.number("tolerance"))
  }

  /// The hyper-parameters, complete.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues([
      "l1": .number(l1), "l2": .number(l2), "neighbours": .integer(neighbours),
      "nonNegative": .flag(nonNegative), "epochs": .integer(epochs), "tolerance": .number(tolerance),
    ])
  }

  /// Data by item, the weights, and what one of the two kinds of descent needs.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    let kept = neighbours == 0 ? shape.items : min(neighbours, shape.items)
    let dense = DenseGram.suits(shape)
    let space =
      dense
      ? GramResiduals.bytes(items: shape.items)
      : UserResiduals.bytes(users: shape.users, items: shape.items)
    return MemoryEstimate([
      .init("data by item", bytes: 8 * shape.interactions),
      .init("weights, and in the other order", bytes: 16 * shape.items * kept),
      .init("Gram matrix", bytes: dense ? DenseGram.bytes(items: shape.items) : 0),
      .init("working memory", bytes: threads * (CoordinateDescent.bytes(items: shape.items) + space)),
    ])
  }

  /// Opens a fitted model.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    SparseWeightRecommender(
      SLIM(hyperparameters), try file.sparse("neighbours", rows: file.itemCount, columns: file.itemCount))
  }
}
