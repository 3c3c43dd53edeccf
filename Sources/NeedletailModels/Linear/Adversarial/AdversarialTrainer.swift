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
      return users.shuffled(using: &stream)
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
      moves: settings.learner == .sgd)
  }

  /// Numbers that keep the random streams of this algorithm's uses apart.
  private enum RandomPurpose {
    static let order: UInt16 = 0x0AD1
    static let offsets: UInt16 = 0x0AD2
    static let weights: UInt16 = 0x0AD3
    static let adversary: UInt16 = 0x0AD4
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
    let weights = learner.weights
    guard weights.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
      throw TrainingError(
        "\(type(of: algorithm).name): weights overflow; lower learningRate, which is \(settings.learningRate)"
      )
    }
    return ItemWeightRecommender(
      algorithm: try algorithm.setting(["epochs": .integer(epochs)]), weights: weights)
  }
}

extension AdversarialTrainer {
  /// Weights of deviation √(1/n), with zeros on the diagonal; a row is drawn from a stream of its own.
  private static func randomWeights(items: Int, seed: UInt64) -> Matrix {
    let deviation = (1 / Double(items)).squareRoot()
    var weights = Matrix(rows: items, columns: items)
    weights.withUnsafeMutableBufferPointer { weights in
      for row in 0..<items {
        var stream = RandomStream(seed: seed, purpose: RandomPurpose.weights, row: row)
        for column in 0..<items {
          let value = Float(deviation * stream.normal())
          weights[row * items + column] = row == column ? 0 : value
        }
      }
    }
    return weights
  }

  /// An adversary at its random start, of deviation √(2 / (inputs + outputs)) in each layer.
  private static func adversary(
    _ settings: AdversarialSettings, items: Int, seed: UInt64
  ) -> any UserAdversary {
    func layer(_ inputs: Int, _ outputs: Int, row: Int) -> [Double] {
      var stream = RandomStream(seed: seed, purpose: RandomPurpose.adversary, row: row)
      let deviation = (2 / Double(inputs + outputs)).squareRoot()
      return (0..<inputs * outputs).map { _ in deviation * stream.normal() }
    }
    switch settings.adversary {
    case .none: return EqualWeights()
    case .linear: return LinearAdversary(layer(items, 1, row: 0))
    case .network:
      let hidden = settings.hidden
      return NetworkAdversary(layer(items, hidden, row: 0) + layer(hidden, 1, row: 1), hidden: hidden)
    }
  }

  /// B_ij = −P_ij / P_jj of the weighted closed form, with zeros on the diagonal.
  private static func closedForm(
    of matrix: CSRMatrix, rowWeights: [Float]?, _ settings: AdversarialSettings, name: String,
    options: TrainingOptions
  ) throws -> Matrix {
    let inverse = try ClosedForm.inverse(
      of: matrix, rowWeights: rowWeights, l2: settings.l2, name: name, options: options)
    let diagonal = inverse.diagonal
    var weights = inverse.dense
    let items = diagonal.count
    weights.withUnsafeMutableBufferPointer { weights in
      for row in 0..<items {
        for column in 0..<items { weights[row * items + column] /= -diagonal[column] }
        weights[row * items + row] = 0
      }
    }
    return weights
  }
}
