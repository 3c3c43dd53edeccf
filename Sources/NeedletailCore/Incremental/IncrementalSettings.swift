/// How a model follows a stream: what an update does beside one pass over fresh examples.
public struct IncrementalSettings: Sendable, Hashable, Codable {
  /// λ of the target (1 − λ)·label + λ·teacher's probability, 0...1; without a teacher labels stay.
  public var distillation = 0.3
  /// What the algorithm's learning rate is multiplied by, positive.
  public var learningRateFactor = 1.0
  /// What a step has fallen to at the end of an update, along half a cosine, as a share of its first ones: 1 for steps of
  /// one size.
  public var cooling = 1.0
  /// Passes over the examples of an update.
  public var epochs = 1
  /// What sums of squared gradients (AdaGrad, FTRL) are multiplied by before an update, above 0 and at most 1: without
  /// it steps vanish on a long stream.
  public var accumulatorDecay = 0.9
  /// Whether the optimiser forgets all before an update; steps then grow over the first 2% of it.
  public var resetsOptimizer = false
  /// The share of examples whose user is taken for unknown while training, so that the row of strangers is trained.
  public var maskedShare = 0.01
  /// Names unseen for so many updates are given up when they are rarer than `evictionCount`; nil keeps all.
  public var evictionAge: Int?
  /// Names seen so often stay, however long ago.
  public var evictionCount = 5
  /// The deviation of what new rows differ by from the row of the unknown.
  public var newRowDeviation = 0.01

  /// The defaults: a third of the teacher's word, one pass.
  public init() {}

  /// The share of an update's steps over which steps grow after the optimiser was reset.
  package static let warmUpShare = 0.02
}

extension IncrementalSettings {
  /// The first setting outside its range: "distillation: expected a number in 0...1, found 2"; nil for none.
  package var fault: String? {
    func share(_ name: String, _ value: Double) -> String? {
      (0...1).contains(value) ? nil : "\(name): expected a number in 0...1, found \(value)"
    }
    if let fault = share("distillation", distillation) ?? share("maskedShare", maskedShare)
      ?? share("cooling", cooling)
    {
      return fault
    }
    guard learningRateFactor > 0, learningRateFactor.isFinite else {
      return "learningRateFactor: expected a positive number, found \(learningRateFactor)"
    }
    guard accumulatorDecay > 0, accumulatorDecay <= 1 else {
      return "accumulatorDecay: expected a number above 0 and at most 1, found \(accumulatorDecay)"
    }
    guard epochs >= 1 else { return "epochs: expected 1 or more, found \(epochs)" }
    guard evictionAge ?? 1 >= 1, evictionCount >= 0 else {
      return "eviction: expected an age of 1 or more and a count of 0 or more"
    }
    guard newRowDeviation >= 0, newRowDeviation.isFinite else {
      return "newRowDeviation: expected a number of 0 or more, found \(newRowDeviation)"
    }
    return nil
  }
}
