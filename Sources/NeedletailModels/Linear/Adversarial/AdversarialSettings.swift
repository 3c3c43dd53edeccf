import NeedletailCore

/// The hyper-parameters that adversarially weighted linear models share.
public struct AdversarialSettings: Sendable, Hashable {
  /// Who weights the users.
  public enum Adversary: String, Sendable, Hashable, CaseIterable {
    /// One number an item.
    case linear
    /// Two layers with tanh between them.
    case network = "nn"
    /// Nobody: users count the same.
    case none
  }

  /// How weights between items follow the weights of users.
  public enum Learner: String, Sendable, Hashable, CaseIterable {
    /// A step of Adam a batch, as published.
    case sgd
    /// The closed form for the adversary's weights of all users, once an epoch.
    case exact
  }

  /// Where the weights between items start.
  public enum Start: String, Sendable, Hashable, CaseIterable {
    /// At the closed form for equal users.
    case ease
    /// At random, as published.
    case glorot
  }

  /// The ridge λ, as EASE has it: C·m/2 of the paper for m users.
  public var l2 = 500.0
  /// The ridge B of the adversary.
  public var adversaryL2 = 100.0
  /// The length of Adam's steps, of both players.
  public var learningRate = 0.00005
  /// Users of a step.
  public var batchSize = 1024
  /// Passes over the users, at most.
  public var epochs = 40
  /// Who weights the users.
  public var adversary = Adversary.linear
  /// Units of `adversary=nn`.
  public var hidden = 5
  /// How weights between items follow the weights of users.
  public var learner = Learner.sgd
  /// Where the weights between items start, under `learner=sgd`.
  public var start = Start.ease
  /// Whether `learner=sgd` learns the mean of the weights after each step, step t counting t times.
  public var averaging = true

  /// The defaults.
  public init() {}

  /// Settings from checked hyper-parameters.
  init(_ values: HyperparameterValues) {
    l2 = values.number("l2")
    adversaryL2 = values.number("adversaryL2")
    learningRate = values.number("learningRate")
    batchSize = values.integer("batchSize")
    epochs = values.integer("epochs")
    adversary = Adversary(rawValue: values.choice("adversary")) ?? .linear
    hidden = values.integer("hidden")
    learner = Learner(rawValue: values.choice("learner")) ?? .sgd
    start = Start(rawValue: values.choice("start")) ?? .glorot
    averaging = values.flag("averaging")
  }

  /// The hyper-parameters by name.
  var values: HyperparameterValues {
    HyperparameterValues([
      "l2": .number(l2), "adversaryL2": .number(adversaryL2), "learningRate": .number(learningRate),
      "batchSize": .integer(batchSize), "epochs": .integer(epochs), "adversary": .choice(adversary.rawValue),
      "hidden": .integer(hidden), "learner": .choice(learner.rawValue), "start": .choice(start.rawValue),
      "averaging": .flag(averaging),
    ])
  }

  /// Declarations, with the defaults of these settings.
  ///
  /// - Parameter adversaryRange: where a search looks for B, which depends on the size of the losses.
  func declarations(adversaryRange: ClosedRange<Double>) -> [Hyperparameter] {
    [
      Hyperparameter(
        "l2", .number(default: l2, 1e-3...1e9), aliases: ["regularization", "reg_weight", "lambda"],
        search: .logarithmic(10...10_000), "ridge of EASE; C·m/2 of the paper for m users"),
      Hyperparameter(
        "adversaryL2", .number(default: adversaryL2, 0...1e12), search: .logarithmic(adversaryRange),
        "ridge B of the adversary: the larger, the closer to equal users"),
      Hyperparameter(
        "learningRate", .number(default: learningRate, 1e-9...10), aliases: ["learning_rate", "lr"],
        search: .logarithmic(1e-4...1e-2), "length of Adam's steps, of both players"),
      Hyperparameter(
        "batchSize", .integer(default: batchSize, 1...1_000_000),
        aliases: ["batch_size", "train_batch_size"],
        "users of a step"),
      Hyperparameter(
        "epochs", .integer(default: epochs, 1...100_000),
        aliases: ["iterations", "n_epochs", "train_epochs"],
        "passes over the users, at most"),
      Hyperparameter(
        "adversary", .choice(default: adversary.rawValue, Adversary.allCases.map(\.rawValue)),
        "who weights users: linear, a network of two layers (nn), or nobody (none)"),
      Hyperparameter("hidden", .integer(default: hidden, 1...4096), "units of adversary=nn"),
      Hyperparameter(
        "learner", .choice(default: learner.rawValue, Learner.allCases.map(\.rawValue)),
        "Adam as published (sgd), or the closed form for the users' weights once an epoch (exact)"),
      Hyperparameter(
        "start", .choice(default: start.rawValue, Start.allCases.map(\.rawValue)),
        "where learner=sgd starts: at EASE's weights (ease), or at random as published (glorot)"),
      Hyperparameter(
        "averaging", .flag(default: averaging),
        "whether learner=sgd keeps the mean of its steps' weights; the published form keeps the last ones"),
    ]
  }

  /// The formula of `memoryEstimate` in words.
  static let memoryFormula =
    "20·n² + 8·min(users, batchSize)·n + 16·interactions + 32·n·hidden bytes for n items: weights, two moments, "
    + "their mean over steps, the best weights of early stopping, predictions of a batch, histories both ways, the adversary; "
    + "learner=exact has one more set of weights instead of moments, and adds what EASE takes"

  /// The bytes of a fit at its peak, beyond the data.
  func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    let square = 4 * shape.items * shape.items
    let units = adversary == .network ? hidden : 1
    var terms: [MemoryEstimate.Term] = [
      .init("weights between items", bytes: square),
      .init("the best weights of early stopping", bytes: square),
      .init("predictions of a batch", bytes: 8 * min(shape.users, batchSize) * shape.items),
      .init("histories by user and by item", bytes: 16 * shape.interactions),
      .init("adversary and its moments", bytes: 32 * shape.items * units),
    ]
    switch learner {
    // The closed form of a start is gone before there are moments, which are larger.
    case .sgd:
      terms.append(.init("moments of Adam", bytes: 2 * square))
      if averaging { terms.append(.init("the mean of the weights over steps", bytes: square)) }
    case .exact:
      terms.append(.init("the weights that follow", bytes: square))
      terms += ClosedForm.memoryTerms(items: shape.items, threads: threads)
    }
    return MemoryEstimate(terms)
  }

  /// Three products of sparse histories with n columns and Adam's passes over n² elements, epoch by epoch.
  func expectedSeconds(for shape: DataShape, threads: Int) -> Double {
    let items = Double(shape.items)
    let steps = Double(max(1, shape.users / batchSize))
    let products = (learner == .sgd ? 6 : 2) * Double(shape.interactions) * items / 8e9
    let passes = learner == .sgd ? steps * items * items / 0.5e9 : 0
    let exact = ClosedForm.expectedSeconds(items: shape.items, threads: 1)
    let epoch = products + passes + (learner == .exact ? exact : 0)
    return (Double(epochs) * epoch + (learner == .sgd && start == .ease ? exact : 0)) / Double(threads)
  }
}
