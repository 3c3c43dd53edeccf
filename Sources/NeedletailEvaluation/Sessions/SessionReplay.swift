public import NeedletailCore
public import NeedletailData
public import NeedletailMath

/// Sessions of a log lived through again, in time order: what would have been recommended at each moment?
///
/// A moment is just before a user takes up an item that is new to them with a positive event. Every arm is asked
/// with what was known strictly before, ranks the whole catalogue without the user's earlier items, and is judged
/// by where the item stands.
///
/// Where events have a dwell time, an event counts as known, and its session as awake, at its end, never after
/// the next moment. A lag delays what arms learn of the running session; lists still leave seen items out.
public struct SessionReplay: Sendable {
  /// How replays are made and judged.
  public struct Options: Sendable {
    /// What is measured: `ndcg@k`, `mrr@k` and `hitrate@k` without variants.
    public var metrics: [MetricKey]
    /// How events become weights of profiles; as the models were fitted.
    public var weighting: Weighting = .binary
    /// Attributes of items, for weightings that use them.
    public var itemFeatures: FeatureTable?
    /// Whether events of a kind are what should be predicted; kinds have no name in logs of one kind.
    public var isPositive: @Sendable (_ kind: String) -> Bool = { _ in true }
    /// Seconds without an event that end a session, for logs that do not say which events form one.
    public var idleGap = 1800.0
    /// At most so many users, spread evenly over those with moments; nil for all.
    public var userLimit: Int?
    /// The seed of resampling.
    public var seed: UInt64 = 1
    /// The level of the intervals.
    public var confidence = 0.95
    /// The number of bootstrap resamples; 0 for no intervals.
    public var resamples = 2000
    /// The threads that work is spread over; results do not depend on their number.
    public var pool: WorkerPool
    /// Called after each group of users; must be quick.
    public var progress: (@Sendable (Progress) -> Void)?
    /// Asks the work to stop at the next group of users.
    public var cancellation: Cancellation?

    /// Options with the given metrics.
    public init(metrics: [MetricKey], pool: WorkerPool = WorkerPool()) {
      self.metrics = metrics
      self.pool = pool
    }
  }

  /// What an arm is told of a user.
  public enum Knowledge: Sendable, Hashable {
    /// All events so far.
    case everything
    /// The events before the session.
    case beforeSession
    /// The events of the session, by an unknown user.
    case sessionOnly
  }

  /// One way of answering.
  public struct Arm: Sendable {
    /// Its name in tables.
    public var name: String
    /// What answers; it is told the moment as the `time` of its queries.
    public var recommender: any Recommender
    /// What it is told.
    public var knowledge: Knowledge

    /// An arm.
    public init(_ name: String, _ recommender: any Recommender, knows knowledge: Knowledge) {
      self.name = name
      self.recommender = recommender
      self.knowledge = knowledge
    }
  }

  /// Where the item that was taken up stood at each moment.
  public struct Outcome: Sendable, Hashable {
    /// The name of the arm.
    public var name: String
    /// Ranks from 1, in the order of the moments; 0 beyond the longest cut-off.
    public var ranks: [Int32]
  }

  /// What is measured, and how.
  public let options: Options
  let moments: SessionMoments

  /// The number of moments.
  public var momentCount: Int { moments.count }
  /// The number of users who have them.
  public var userCount: Int { moments.users.count }

  /// Finds the moments of the sessions that begin in a stretch of time.
  ///
  /// - Parameters:
  ///   - log: everything, before and after.
  ///   - start: when the first session may begin, in milliseconds; models must know nothing from then on.
  ///   - end: moments lie before it.
  /// - Throws: `DataError` for a log without moments in time, `EvaluationError` when nothing can be replayed or
  ///   for a metric that does not fit.
  /// - Complexity: O(events log events).
  public init(_ log: InteractionLog, from start: Int64, until end: Int64 = .max, options: Options) throws {
    for key in options.metrics
    where ![.ndcg, .mrr, .hitrate].contains(key.family) || key.cutoff == nil || !key.variants.isEmpty {
      throw EvaluationError("a replay measures ndcg@k, mrr@k and hitrate@k without variants, not '\(key)'")
    }
    self.options = options
    moments = try SessionMoments(log, from: start, until: end, options)
    guard moments.count > 0 else {
      throw EvaluationError("no session that begins in the replayed time takes up an item new to its user")
    }
  }

  /// Asks an arm at every moment.
  ///
  /// - Parameter lag: seconds until an event of the running session is known to the arm.
  /// - Throws: `CancelledError` when interrupted; what the recommender throws.
  public func outcome(of arm: Arm, lag: Double = 0) throws -> Outcome {
    let length = options.metrics.compactMap(\.cutoff).max() ?? 0
    var ranks = [Int32](repeating: 0, count: moments.count)
    let width = 8
    let groups = (moments.users.count + width - 1) / width
    try ranks.withUnsafeMutableBufferPointer { ranks in
      let places = SharedPointer(ranks)
      try options.pool.forEach(count: groups, cancellation: options.cancellation) { group in
        for user in group * width..<min((group + 1) * width, moments.users.count) {
          var first = moments.offsets[user]
          for questions in moments.questions(ofUser: user, arm.knowledge, lag: lag, options) {
            let request = RankingRequest(count: length, excluded: questions.map(\.excluded))
            let lists = try arm.recommender.recommend(questions.map(\.query), request)
            for (question, list) in zip(questions, lists) {
              let place = list.firstIndex { $0.item == question.target }
              places[first] = Int32(place.map { $0 + 1 } ?? 0)
              first += 1
            }
          }
        }
        options.progress?(Progress(stage: arm.name, completed: group + 1, total: groups))
      }
    }
    return Outcome(name: arm.name, ranks: ranks)
  }
}
