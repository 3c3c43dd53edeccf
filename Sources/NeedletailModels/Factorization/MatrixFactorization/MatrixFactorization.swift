public import NeedletailCore

/// Biased matrix factorisation of ratings: r̂ = μ + b_u + b_i + ⟨p_u, q_i⟩.
///
/// Minimises the squared error of observed ratings plus λ(b_u² + b_i² + ‖p_u‖² + ‖q_i‖²) a rating, by gradient
/// descent or by alternating least squares (Koren, Bell and Volinsky, Matrix factorization techniques for
/// recommender systems, IEEE Computer 2009). It learns from values, so a run gives `--weight value`. Scores are
/// predicted ratings; `predict` clips them to the range of the training ratings.
///
/// ```swift
/// let data = TrainingData(log: log, weighting: .value)
/// let model = try MatrixFactorization(dimension: 50).train(data)
/// ```
///
/// It is no model of which items a user will choose: unrated items count for nothing. `ials` is.
public struct MatrixFactorization: Algorithm {
  /// How the minimum is sought.
  public enum Solver: String, Sendable, Hashable, CaseIterable {
    /// A step a rating; the fit is meant to end before the minimum, whose users would be fitted too closely.
    case sgd
    /// Every row to its minimum given the other side.
    case als
  }

  /// What `l2` is counted by under `solver=als`.
  public enum Scaling: String, Sendable, Hashable, CaseIterable {
    /// A rating: λ n for a row of n ratings (ALS-WR).
    case weighted
    /// A row.
    case plain
  }

  /// The length of the vectors.
  public let dimension: Int
  /// Passes over the ratings.
  public let epochs: Int
  /// η.
  public let learningRate: Double
  /// λ.
  public let l2: Double
  /// What λ is counted by under `als`.
  public let l2Scaling: Scaling
  /// Whether μ, b_u and b_i are part of the model.
  public let biased: Bool
  /// The deviation of the items' initial elements.
  public let initialScale: Double
  /// Whether gradient descent ends with solving every user in closed form, as strangers are.
  public let solveUsers: Bool
  /// How the minimum is sought.
  public let solver: Solver
  /// How steps of gradient descent run side by side.
  public let parallelism: Parallelism

  /// A value of hyper-parameters.
  ///
  /// - Precondition: every value lies in the range that `descriptor` declares.
  public init(
    dimension: Int = 100, epochs: Int = 20, learningRate: Double = 0.005, l2: Double = 0.02,
    l2Scaling: Scaling = .weighted, biased: Bool = true, initialScale: Double = 0.1, solveUsers: Bool = false,
    solver: Solver = .sgd,
    parallelism: Parallelism = .deterministic
  ) {
    precondition((1...2048).contains(dimension) && epochs >= 1, "dimension \(dimension), epochs \(epochs)")
    precondition(learningRate > 0 && l2 >= 0, "learningRate \(learningRate), l2 \(l2)")
    self.dimension = dimension
    self.epochs = epochs
    self.learningRate = learningRate
    self.l2 = l2
    self.l2Scaling = l2Scaling
    self.biased = biased
    self.initialScale = initialScale
    self.solveUsers = solveUsers
    self.solver = solver
    self.parallelism = parallelism
  }

  /// How strangers are folded in by a model of so many epochs.
  func foldIn(epochs: Int) -> RatingFoldIn {
    switch (solver, l2Scaling) {
    case (.sgd, _):
      RatingFoldIn(dimension: dimension, perRating: l2, constant: 1 / (learningRate * Double(epochs)))
    case (.als, .weighted): RatingFoldIn(dimension: dimension, perRating: l2, constant: 0)
    case (.als, .plain): RatingFoldIn(dimension: dimension, perRating: 0, constant: l2)
    }
  }
}
