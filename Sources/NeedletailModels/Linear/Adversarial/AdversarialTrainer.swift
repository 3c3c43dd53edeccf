package import NeedletailCore
package import NeedletailMath

/// The state of a fit of two players: weights between items, and who weights the users.
package struct AdversarialTrainer: EpochTrainer {
  /// What the adversary sees of the learner's errors.
  package enum Loss: Sendable {
    /// Squared errors, the learner's own loss: ARM.
    case squares
    /// n · (1 − NDCG@100): R-LARM.
    case ranking
  }

  /// What is fitted.
  private let algorithm: any Algorithm
  private let settings: AdversarialSettings
  private let loss: Loss
  private let options: TrainingOptions
  private let histories: UserHistories
  private var learner: LinearLearner
  private var adversary: any UserAdversary
  private var moments: AdamMoments
  private var offsets: RandomStream
  private var epoch = 0

  /// Both players at their start.
  ///
  /// - Throws: `TrainingError` when a weight is negative or not finite or there are no interactions, and as
  ///   the closed form.
  package init(
    _ algorithm: any Algorithm, settings: AdversarialSettings, loss: Loss, matrix: CSRMatrix,
    options: TrainingOptions
  ) throws {
    let name = type(of: algorithm).name
    try Self.check(matrix, name: name)
    self.algorithm = algorithm
    self.settings = settings
    self.loss = loss
    self.options = options
    let seed = options.seed
    histories = UserHistories(matrix) { users in
      var stream = RandomStream(seed: seed, purpose: RandomPurpose.order, row: 0)
      var order = users
      for last in stride(from: order.count - 1, to: 0, by: -1) {
        order.swapAt(last, stream.index(below: last + 1))
      }
      return order
    }
    adversary = Self.adversary(settings, items: matrix.columns, seed: seed)
    moments = AdamMoments(count: adversary.parameters.count)
    offsets = RandomStream(seed: seed, purpose: RandomPurpose.offsets, row: 0)
    let weights: Matrix =
      settings.learner == .sgd && settings.start == .glorot
      ? Self.randomWeights(items: matrix.columns, seed: seed)
      : try Self.closedForm(of: matrix, rowWeights: nil, settings, name: name, options: options)
    learner = LinearLearner(
      weights: weights, decay: Float(2 * settings.l2 / Double(histories.users)),
      moves: settings.learner == .sgd, averages: settings.learner == .sgd && settings.averaging)
  }

  private static func check(_ matrix: CSRMatrix, name: String) throws {
    guard matrix.count > 0 else {
      throw TrainingError("\(name) needs interactions; the training data have none")
    }
    let odd = matrix.values?.withUnsafeBufferPointer { $0.first { !($0 >= 0 && $0.isFinite) } }
    if let odd {
      throw TrainingError(
        "\(name) needs weights that are finite and not negative; found \(odd): choose another weighting")
    }
  }

  /// One pass: as many steps as whole batches go into the users, each on consecutive users from a random one
  /// on. The adversary moves from the second pass on, after the learner.
  package mutating func runEpoch() throws -> String {
    let size = min(settings.batchSize, histories.users)
    let steps = histories.users / size
    let isExact = settings.learner == .exact
    if isExact, epoch > 0 { try solve() }
    var total = 0.0
    for _ in 0..<steps {
      try options.cancellation?.check()
      let first = offsets.index(below: histories.users - size + 1)
      let batch = first..<first + size
      let residuals = try learner.residuals(
        batch, of: histories, pool: options.pool, cancellation: options.cancellation)
      let userWeights = adversary.weights(batch, of: histories)
      total += zip(userWeights, SelfLoss.squares(residuals)).reduce(0) { $0 + $1.0 * $1.1 }
      if !isExact {
        try learner.descend(
          batch, of: histories, residuals: residuals, userWeights: userWeights,
          learningRate: settings.learningRate, pool: options.pool, cancellation: options.cancellation)
      }
      if settings.adversary != .none, isExact || epoch > 0 { try moveAdversary(batch) }
    }
    epoch += 1
    let mean = total / Double(steps)
    guard mean.isFinite else {
      throw TrainingError(
        "\(type(of: algorithm).name): the loss is no number after \(epoch) epochs; lower learningRate, which is "
          + "\(settings.learningRate), or scale the weights of interactions")
    }
    return "loss \(Float(mean))"
  }

  /// One step of the adversary, up its objective for the errors that the learner now makes.
  private mutating func moveAdversary(_ batch: Range<Int>) throws {
    let losses: [Double]
    switch loss {
    case .squares:
      losses = SelfLoss.squares(
        try learner.residuals(
          batch, of: histories, pool: options.pool, cancellation: options.cancellation))
    case .ranking:
      losses = try SelfLoss.ranking(
        learner.predictions(batch, of: histories, pool: options.pool, cancellation: options.cancellation),
        batch, of: histories, pool: options.pool, cancellation: options.cancellation)
    }
    let gradient = adversary.objectiveGradient(
      batch, of: histories, losses: losses, l2: settings.adversaryL2)
    moments.ascend(&adversary.parameters, gradient: gradient, learningRate: settings.learningRate)
  }

  /// The learner in closed form for the adversary's weights of all users, scaled to a mean of one.
  private mutating func solve() throws {
    let users = 0..<histories.users
    let weights = adversary.weights(users, of: histories).map { Float($0 * Double(users.count)) }
    var options = options
    options.progress = nil
    learner.weights = try Self.closedForm(
      of: histories.matrix, rowWeights: weights, settings, name: type(of: algorithm).name, options: options)
  }

  /// The model as it stands.
  package consuming func model(epochs: Int) throws -> any Recommender {
    let weights = learner.learnt
    guard weights.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
      throw TrainingError(
        "\(type(of: algorithm).name): weights overflow; lower learningRate, which is \(settings.learningRate)"
      )
    }
    return ItemWeightRecommender(
      algorithm: try algorithm.setting(["epochs": .integer(epochs)]), weights: weights)
  }
}
