import Glibc
public import NeedletailCore
public import NeedletailMath

/// EASE with weights of users that fall with the length of their histories: the control of Shivaswamy and
/// Garcia-Garcia, "Adversary or Friend? An adversarial approach to improving recommender systems", RecSys 2022.
///
/// A user with n items counts n^−B, where EASE counts each once: the squared errors of long histories, which are
/// many, no longer outvote the others. Weights are scaled to a mean of one over users with a history, so `l2`
/// means what it means to EASE; exponent 0 is EASE.
public struct PropensityEASE: Algorithm {
  /// The ridge λ.
  public let l2: Double
  /// How strongly long histories are played down: B of the paper.
  public let exponent: Double

  /// The model with a ridge and an exponent.
  ///
  /// - Parameters:
  ///   - l2: from 0.001 to 10⁹.
  ///   - exponent: from 0, which is EASE, to 2.
  public init(l2: Double = 400, exponent: Double = 0.6) {
    self.l2 = l2
    self.exponent = exponent
  }

  /// Name, paper, hyper-parameters and memory formula.
  public static var descriptor: AlgorithmDescriptor {
    AlgorithmDescriptor(
      name: "ease-ipw",
      summary: "EASE with users weighted by a falling power of the length of their histories",
      paper: "Shivaswamy and Garcia-Garcia, Adversary or Friend? An adversarial approach to improving "
        + "recommender systems, RecSys 2022",
      hyperparameters: [
        Hyperparameter(
          "l2", .number(default: 400, 1e-3...1e9), aliases: ["regularization", "reg_weight", "lambda"],
          search: .logarithmic(10...10_000),
          "ridge added to the diagonal of the weighted Gram matrix; C·m of the paper for m users"),
        Hyperparameter(
          "exponent", .number(default: 0.6, 0...2), search: .numbers(0...1),
          "B: a user with n items counts n^−B; 0 is EASE"),
      ],
      memoryFormula: ClosedForm.memoryFormula + "; 4·users more for the weights")
  }

  /// A value from checked hyper-parameters.
  public init(_ values: HyperparameterValues) {
    self.init(l2: values.number("l2"), exponent: values.number("exponent"))
  }

  /// The hyper-parameters by name.
  public var hyperparameters: HyperparameterValues {
    HyperparameterValues(["l2": .number(l2), "exponent": .number(exponent)])
  }

  /// As EASE, and the weights.
  public func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    MemoryEstimate(
      ClosedForm.memoryTerms(items: shape.items, threads: threads)
        + [.init("weights of users", bytes: 4 * shape.users)])
  }

  /// As EASE.
  public func expectedSeconds(for shape: DataShape, threads: Int) -> Double? {
    ClosedForm.expectedSeconds(items: shape.items, threads: threads)
  }

  /// The weight of each user of a matrix: n^−B, scaled to a mean of one over users with a history; the others
  /// have weight 0.
  ///
  /// - Parameter matrix: users × items.
  public func weights(of matrix: CSRMatrix) -> [Float] {
    let raw = (0..<matrix.rows).map { row in
      let count = matrix.count(ofRow: row)
      return count == 0 ? 0 : pow(Double(count), -exponent)
    }
    let sum = raw.reduce(0, +)
    guard sum > 0 else { return [Float](repeating: 0, count: raw.count) }
    let scale = Double(raw.count { $0 > 0 }) / sum
    return raw.map { Float($0 * scale) }
  }

  /// Fits the weights between items.
  ///
  /// - Throws: as `EASE.fit`.
  public func fit(
    _ data: TrainingData, from previous: (any Recommender)? = nil, options: TrainingOptions
  ) throws -> any Recommender {
    let inverse = try ClosedForm.inverse(
      of: data.matrix, rowWeights: weights(of: data.matrix), l2: l2, name: Self.name, options: options)
    return EASERecommender(algorithm: self, inverse: consume inverse)
  }

  /// Opens a fitted model.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    try EASERecommender(opening: file, of: PropensityEASE(hyperparameters))
  }
}
