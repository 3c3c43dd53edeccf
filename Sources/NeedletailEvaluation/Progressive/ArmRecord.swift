/// What happened to one arm in one window.
public struct ArmRecord: Sendable, Hashable, Codable {
  /// The number of the window, from 0.
  public var window: Int
  /// How the deployed model did on the whole window, before anything of it was trained on.
  public var score: WindowScore
  /// Examples of items that were first seen a short while ago; nil without items.
  public var newItems: WindowScore?
  /// Examples that the update before this window trained on; 0 without an update.
  public var trained = 0
  /// How long that update took: reading of the window, the teacher's word, training.
  public var updateSeconds = 0.0
  /// How long it took to train the teacher anew; 0 when it was not.
  public var teacherSeconds = 0.0
  /// Why the update was not deployed; nil when it was, or there was none.
  public var refusal: String?
  /// The deployed model on the examples that were held out of the latest trained window.
  public var held: WindowScore?
  /// By how many windows further back: the same on those.
  public var past: [Int: WindowScore] = [:]
  /// By the age of a frozen model in windows: models that were deployed earlier, on this whole window.
  public var frozen: [Int: WindowScore] = [:]

  init(window: Int, score: WindowScore) {
    self.window = window
    self.score = score
  }
}
