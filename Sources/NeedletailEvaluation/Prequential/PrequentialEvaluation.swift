public import NeedletailCore
public import NeedletailData
import NeedletailMath

/// Events predicted one at a time: where would the item of each event have stood in the list just before it?
///
/// ```swift
/// let split = try SplitSpecification(parsing: "time:0.2").split(data, seed: 1)[0]
/// let options = EvaluationOptions(metrics: try MetricKey.list("recall@20[beta=0.3]"))
/// let evaluation = try PrequentialEvaluation(split, EventQuestions(.earlier), options: options)
/// let result = try evaluation.evaluate(model, name: "ease")
/// ```
///
/// The first event of each (user, item) pair counts; an event with nothing known before it is skipped, in sums
/// and counts alike. The model is asked with the history alone, never as a known user, and ranks the catalogue
/// without the items of that history. With `target: .all` this is the protocol of Kasalický, Alves and Kordík
/// ("Bridging Offline-Online Evaluation with a Time-dependent and Popularity Bias-free Offline Metric for
/// Recommenders", 2023): the history of a user is cut in time, but the model was fitted on what it predicts, so
/// models that remember it look better than they are. With `target: .test` on a split by time
/// the model knows nothing later either.
public struct PrequentialEvaluation: Sendable {
  /// The division of the data.
  public let split: Split
  /// Which events are predicted, and from what.
  public let questions: EventQuestions
  /// What is measured, and how; users are always folded in.
  public let options: EvaluationOptions
  /// Popularity of items in training.
  public let popularity: ItemPopularity
  let timeline: EventTimeline
  let targets: EventTargets
  private let context: WeightingContext
  private let candidates: Candidates
  private let excluded: [Int32]

  /// The number of events that are predicted.
  public var eventCount: Int { targets.count }
  /// The number of users who have them.
  public var userCount: Int { targets.users.count }

  /// Finds the events.
  ///
  /// - Throws: `DataError` when earlier events are asked for and the data have no times; `EvaluationError` when
  ///   no event can be predicted, for candidates outside the vocabulary and for sampled candidates.
  /// - Complexity: O(events log events).
  public init(_ split: Split, _ questions: EventQuestions, options: EvaluationOptions) throws {
    let log = split.foldIn ?? split.training
    if questions.history == .earlier {
      for part in [log, split.test] where part.times == nil && part.count > 0 {
        throw DataError(
          "to predict events from earlier ones needs times, and the data have none; loo needs none")
      }
    }
    guard split.negatives == nil else {
      throw EvaluationError("events are ranked against the catalogue, not against a split's negatives")
    }
    let rankable = try EvaluationPlan.rankable(split, options, itemCount: split.training.items.count)
    timeline = EventTimeline(known: log, heldOut: split.test)
    let all = EventTargets(timeline, questions, rankable: rankable)
    targets = all.sampled(questions.limit, seed: options.seed)
    guard targets.count > 0 else {
      throw EvaluationError(
        "no event can be predicted: \(all.withoutHistory) have nothing before them, \(all.repeats) repeat an "
          + "item, \(all.outsideCatalogue) lie outside the catalogue")
    }
    self.split = split
    self.questions = questions
    var options = options
    options.metrics = options.metrics.withUnpenalised
    self.options = options
    popularity = ItemPopularity(of: Weighting.binary.matrix(of: split.training, pool: options.pool))
    context = WeightingContext(kindNames: log.kindNames, itemFeatures: options.itemFeatures)
    let isRestricted = options.candidates != nil || split.catalogue != nil
    if let rankable, isRestricted {
      candidates = .rows(rankable.indices.filter { rankable[$0] }.map { ItemRow($0) })
      excluded = []
    } else {
      candidates = .all
      excluded = options.excludedItems.map(\.rawValue).sorted()
    }
  }

  /// Where the item of each event stood.
  public struct Outcome: Sendable, Hashable {
    /// Ranks from 1, in the order of users and their events; 0 beyond the longest list.
    public var ranks: [Int32]
    /// The length of the lists.
    public var length: Int
  }

  /// Asks a recommender before every event, on all threads.
  ///
  /// - Parameter length: the length of the lists, 1 or more.
  /// - Throws: `EvaluationError` when the model has another catalogue; `CancelledError`; what the model throws.
  /// - Complexity: one list an event: Σ over users of events, each from a history of any length.
  public func outcome(of recommender: any Recommender, length: Int) throws -> Outcome {
    let itemCount = split.training.items.count
    guard recommender.itemCount == itemCount else {
      throw EvaluationError("the model knows \(recommender.itemCount) items, the data have \(itemCount)")
    }
    var ranks = [Int32](repeating: 0, count: targets.count)
    // The scores of a batch are at most four million.
    let width = min(max(4_000_000 / max(itemCount, 1), 8), 64)
    let tiles = (targets.count + width - 1) / width
    try ranks.withUnsafeMutableBufferPointer { ranks in
      let ranks = SharedPointer(ranks)
      try options.pool.forEach(count: tiles, cancellation: options.cancellation) { tile in
        let range = tile * width..<min((tile + 1) * width, targets.count)
        let questions = self.questions(range)
        let request = RankingRequest(
          count: length, candidates: candidates, excluded: questions.map(\.excluded))
        let lists = try recommender.recommend(questions.map(\.query), request)
        for (event, list) in zip(range, lists) {
          let place = list.firstIndex { $0.item == targets.items[event] }
          ranks[event] = Int32(place.map { $0 + 1 } ?? 0)
        }
        options.progress?(tile + 1, tiles)
      }
    }
    return Outcome(ranks: ranks, length: length)
  }

  /// What is asked before each event of a range, and which items may not be answered.
  private func questions(_ range: Range<Int>) -> [(query: Query, excluded: [Int32])] {
    var user = targets.offsets.lastIndex { $0 <= range.lowerBound } ?? 0
    var events = timeline.events(of: targets.users[user])
    return range.map { event in
      if event == targets.offsets[user + 1] {
        user += 1
        events = timeline.events(of: targets.users[user])
      }
      let target = events[Int(targets.places[event])]
      let known = events.filter { questions.history.admits($0, before: target) }
      let (items, weights) = options.weighting.profile(of: known.map(\.weighted), in: context)
      let isMoment = questions.history == .earlier && split.training.clock == .milliseconds
      let query = Query(
        profile: Profile(items: items, weights: weights), events: known.map(\.query),
        time: isMoment ? target.time : nil)
      // A profile holds every item of the history, those of weight 0 too.
      let seen = options.includeSeen ? [] : items
      return (query, excluded.isEmpty ? seen : Set(seen).union(excluded).sorted())
    }
  }
}
