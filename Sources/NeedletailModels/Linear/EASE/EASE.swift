public import NeedletailCore

/// The closed-form linear model of Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019, and its
/// denoising form (EDLAE), "Autoencoders that don't overfit towards the Identity", NeurIPS 2020.
///
/// It learns weights B between items, with zeros on the diagonal, so that XB comes close to the interactions X:
/// with P = (XᵀX + λI)⁻¹ they are B_ij = −P_ij / P_jj. A dropout p adds p/(1−p) · diag(XᵀX) to λI: in expectation
/// that is a fit on histories of which each entry was left out with probability p. Cost grows with the cube of the
/// items and not with the users, and the memory with their square: some 50,000 items in 6 GB. Beyond that there is
/// `ELSA`, whose weights are of low rank. A score needs the history only, so a stranger is served like a training
/// user. An item nobody touched scores 0 for everybody.
public struct EASE: Algorithm {
  /// The ridge λ: how strongly weights are drawn to zero.
  public let l2: Double
  /// The share p of entries that the denoising form leaves out; 0 is the plain model.
  public let dropout: Double

  /// The model with a ridge.
  ///
  /// - Parameters:
  ///   - l2: from 0.001 to 10⁹; 200 to 1000 suits most data, and the optimum is flat.
  ///   - dropout: from 0 to 0.99; where it helps, 0.2 to 0.5, with a smaller `l2`.
  /// - Precondition: `dropout` lies in 0..<1.
  public init(l2: Double = 500, dropout: Double = 0) {
    precondition(dropout >= 0 && dropout < 1, "dropout \(dropout)")
    self.l2 = l2
    self.dropout = dropout
  }

  /// Name, paper, hyper-parameters and memory formula.
  public static var descriptor: AlgorithmDescriptor {
    AlgorithmDescriptor(
      name: "ease",
      summary: "linear weights between items in closed form",
      paper: "Steck, Embarrassingly Shallow Autoencoders for Sparse Data, WWW 2019; "
        + "Steck, Autoencoders that don't overfit towards the Identity, NeurIPS 2020",
      hyperparameters: [
        Hyperparameter(
          "l2", .number(default: 500, 1e-3...1e9), aliases: ["regularization", "reg_weight", "lambda"],
          search: .logarithmic(10...10_000), "ridge added to the diagonal of the Gram matrix"),
        Hyperparameter(
          "dropout", .number(default: 0, 0...0.99), aliases: ["p"], search: .numbers(0...0.6),
          "share of entries that the denoising form leaves out; 0 is the plain model"),
      ],
      memoryFormula: ClosedForm.memoryFormula + "; elsa is for catalogues that are too large")
  }

  /// A value from checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    self.init(l2: values.number("l2"), dropout: values.number("dropout"))
  }

  /// Ridge and dropout by name.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues(["l2": .number(l2), "dropout": .number(dropout)])
  }

  /// The lower tiles of the Gram matrix, in which it is inverted, and what the inversion puts aside.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    MemoryEstimate(ClosedForm.memoryTerms(items: shape.items, threads: threads))
  }

  /// The n³ operations of the inverse at the speed of a core with AVX2.
  public func expectedSeconds(for shape: DataShape, threads: Int) -> Double? {
    ClosedForm.expectedSeconds(items: shape.items, threads: threads)
  }

  /// Fits the weights.
  ///
  /// - Throws: `CancelledError`, or `TrainingError` when `l2` is so small that the matrix cannot be inverted
  ///   in 32-bit floats.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender {
    let inverse = try ClosedForm.inverse(
      of: data.matrix, l2: l2, dropout: dropout, name: Self.name, options: options)
    return EASERecommender(algorithm: self, inverse: consume inverse)
  }

  /// Opens a fitted model.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    try EASERecommender(opening: file, of: EASE(hyperparameters))
  }
}
