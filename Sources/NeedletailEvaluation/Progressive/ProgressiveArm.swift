import NeedletailCore

/// A way of keeping a model up with a stream.
public struct ProgressiveArm: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The ways.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Trained once, before the first judged window.
    case `static`
    /// Trained anew on the last windows.
    case retrain
    /// The last model goes on with fresh examples alone.
    case warmStart = "warm-start"
    /// The same, held to a teacher that is trained anew now and then.
    case teacher
    /// The last model goes on with fresh examples and a few old ones.
    case replay
  }

  /// The way.
  public var kind: Kind
  /// Windows between two updates.
  public var cadence = 1
  /// Windows that a training anew sees at most: of `retrain`, of a teacher, and of the first model.
  public var windows = 48
  /// Passes of a training anew, each over all its examples, shuffled.
  public var epochs = 3
  /// What a step has fallen to at the end of a training anew, along half a cosine.
  public var cooling = 0.05
  /// What an update's learning rate is multiplied by.
  public var rate = 0.3
  /// λ: how much a teacher's word counts in an update.
  public var lambda = 0.3
  /// Windows between two trainings of the teacher.
  public var period = 12
  /// Whether the student becomes the teacher whenever that was trained anew, and goes on from there.
  public var restarts = true
  /// The share of old examples in an update.
  public var share = 0.05
  /// What the optimiser's sums are multiplied by before an update.
  public var decay = 0.9
  /// Whether the optimiser forgets all before an update.
  public var resets = false
  /// The share of ids that are taken for unseen while training.
  public var mask = 0.01

  /// A way with its defaults.
  public init(_ kind: Kind) {
    self.kind = kind
    if kind == .replay { share = 0.1 }
  }

  /// How a training anew learns.
  var anew: IncrementalSettings {
    var settings = IncrementalSettings()
    settings.epochs = epochs
    settings.cooling = cooling
    settings.accumulatorDecay = 1
    settings.maskedShare = mask
    return settings
  }

  /// How an update learns.
  var update: IncrementalSettings {
    var settings = IncrementalSettings()
    settings.distillation = kind == .teacher ? lambda : 0
    settings.learningRateFactor = rate
    settings.accumulatorDecay = decay
    settings.resetsOptimizer = resets
    settings.maskedShare = mask
    return settings
  }

  /// Whether a learner goes on from window to window.
  var goesOn: Bool { kind == .warmStart || kind == .teacher || kind == .replay }
}
