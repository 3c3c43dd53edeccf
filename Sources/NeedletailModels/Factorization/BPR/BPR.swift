public import NeedletailCore

/// Bayesian personalised ranking by matrix factorisation: what a user chose should score higher than what the user
/// did not, x = b_i − b_j + ⟨w_u, h_i − h_j⟩ > 0.
///
/// A step goes up ln σ(x) for an observed item i and a drawn item j that the user does not have, less l2 on what it
/// touches. An epoch takes every observed pair once (Rendle, Freudenthaler, Gantner and Schmidt-Thieme, BPR: Bayesian
/// personalized ranking from implicit feedback, UAI 2009). With `draws` above one, the hardest of several drawn
/// items is taken (Zhang, Chen, Wang and Yu, Optimizing top-N collaborative filtering via dynamic negative item
/// sampling, SIGIR 2013). Weights of the data do not count, only which pairs there are.
///
/// ```swift
/// let model = try BPR(dimension: 64).train(TrainingData(log: log))
/// ```
///
/// Scores rank; they are no probabilities.
public struct BPR: Algorithm {
  /// The length of the vectors.
  public let dimension: Int
  /// Passes over the observed pairs.
  public let epochs: Int
  /// η of the first epoch.
  public let learningRate: Double
  /// What η is multiplied by after every epoch; below 1 the last epochs average the noise of the draws out.
  public let learningRateDecay: Double
  /// λ of users and of observed items, a step.
  public let l2: Double
  /// λ of drawn items, a step.
  public let l2Negative: Double
  /// Whether items have a bias, b_i.
  public let itemBias: Bool
  /// λ of the biases, a step.
  public let l2Bias: Double
  /// Items drawn for a step; the one with the highest score is taken.
  public let draws: Int
  /// The deviation of initial elements.
  public let initialScale: Double
  /// Passes over a stranger's items.
  public let foldInEpochs: Int
  /// How steps run side by side.
  public let parallelism: Parallelism

  /// A value of hyper-parameters.
  ///
  /// - Precondition: every value lies in the range that `descriptor` declares.
  public init(
    dimension: Int = 64, epochs: Int = 50, learningRate: Double = 0.05, learningRateDecay: Double = 1,
    l2: Double = 0.0025,
    l2Negative: Double = 0.0025, itemBias: Bool = true, l2Bias: Double = 0, draws: Int = 1,
    initialScale: Double = 0.1, foldInEpochs: Int = 30, parallelism: Parallelism = .deterministic
  ) {
    precondition((1...2048).contains(dimension) && epochs >= 1, "dimension \(dimension), epochs \(epochs)")
    precondition(learningRate > 0 && draws >= 1, "learningRate \(learningRate), draws \(draws)")
    precondition(l2 >= 0 && l2Negative >= 0 && l2Bias >= 0, "l2 \(l2), \(l2Negative), \(l2Bias)")
    self.dimension = dimension
    self.epochs = epochs
    self.learningRate = learningRate
    self.learningRateDecay = learningRateDecay
    self.l2 = l2
    self.l2Negative = l2Negative
    self.itemBias = itemBias
    self.l2Bias = l2Bias
    self.draws = draws
    self.initialScale = initialScale
    self.foldInEpochs = foldInEpochs
    self.parallelism = parallelism
  }
}
