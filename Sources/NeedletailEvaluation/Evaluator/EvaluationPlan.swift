import NeedletailCore
public import NeedletailData
import NeedletailMath

/// What a split asks of every model: whom, with which history, against which items, and what was relevant.
///
/// Made once for all the models of a comparison.
public struct EvaluationPlan: Sendable {
  /// The division of the data.
  public let split: Split
  /// What is measured, and how.
  public private(set) var options: EvaluationOptions
  /// The users with test interactions, ascending.
  public let users: [UserRow]
  /// What is relevant to each of them; nothing, when all test items were left out.
  public let relevance: Relevance
  /// Popularity of items in training.
  public let popularity: ItemPopularity
  /// What was counted on the way.
  public let counts: EvaluationCounts

  /// The weights of the histories, by the run's weighting.
  let profiles: CSRMatrix
  /// Which items are in the histories.
  let seen: CSRMatrix
  let histories: Histories
  /// The items that may be recommended; for a split with negatives each user has candidates of its own.
  let candidates: Candidates
  /// Items that nobody is recommended, ascending; empty when `candidates` leaves them out already.
  let excluded: [Int32]
  let rankableCount: Int
  let test: TestInteractions

  /// The log of the histories.
  var historyLog: InteractionLog { split.foldIn ?? split.training }
  var itemCount: Int { split.training.items.count }

  /// Refuses to measure the errors of predicted values when models see no values.
  ///
  /// - Throws: `EvaluationError` that names the weight to ask for.
  private static func checkScale(_ options: EvaluationOptions, _ log: InteractionLog) throws {
    let errors = options.metrics.filter { $0.family == .rmse || $0.family == .mae }
    guard let key = errors.first, log.values != nil, options.weighting == .binary else { return }
    throw EvaluationError(
      "\(key) compares predictions with the values of the data, but under --weight binary models see 1 for every "
        + "value: give --weight value")
  }

  /// Prepares an evaluation.
  ///
  /// - Throws: `EvaluationError` when there is nothing to judge, candidates lie outside the vocabulary, or errors of
  ///   predicted values are asked for while the weights are binary.
  /// - Complexity: O(interactions + items log items).
  public init(_ split: Split, options: EvaluationOptions) throws {
    let log = split.foldIn ?? split.training
    try Self.checkScale(options, log)
    let seen = Weighting.binary.matrix(of: log, pool: options.pool)
    let itemCount = split.training.items.count
    let rankable = try Self.rankable(split, options, itemCount: itemCount)
    let test = TestInteractions(split.test)
    var counts = EvaluationCounts()
    let relevance = Self.relevance(
      test, split: split, options: options, seen: seen, rankable: rankable, counts: &counts)
    guard counts.users > 0 else {
      throw EvaluationError(
        "no user has a test item that could be recommended (\(split.test.count) test interactions, "
          + "\(counts.testPairsSeen) of items in the user's history, "
          + "\(counts.testPairsOutsideCatalogue) outside the catalogue)")
    }
    self.split = split
    self.options = Self.withCompanions(options)
    self.seen = seen
    self.test = test
    self.relevance = relevance
    self.counts = counts
    users = test.users
    profiles =
      options.weighting == .binary
      ? seen
      : options.weighting.matrix(of: log, itemFeatures: options.itemFeatures, pool: options.pool)
    histories = Histories(of: log)
    popularity = ItemPopularity(
      of: split.foldIn == nil ? seen : Weighting.binary.matrix(of: split.training, pool: options.pool))
    rankableCount = rankable.map { $0.count { $0 } } ?? itemCount
    let isRestricted = options.candidates != nil || split.catalogue != nil
    if let rankable, isRestricted {
      candidates = .rows(rankable.indices.filter { rankable[$0] }.map { ItemRow($0) })
      excluded = []
    } else {
      candidates = .all
      excluded = options.excludedItems.map(\.rawValue).sorted()
    }
  }

  /// The same plan for one metric without anything beside its value: for what is measured often.
  func measuring(_ metric: MetricKey) -> EvaluationPlan {
    var plan = self
    plan.options.metrics = [metric]
    plan.options.resamples = 0
    plan.options.activityBuckets = 0
    plan.options.breakdowns = []
    return plan
  }

  /// Whether each user's test items are ranked against items that the split lists, not the catalogue.
  public var isSampled: Bool { split.negatives != nil }

  /// The metrics that were asked for and those that must stand beside them.
  ///
  /// A popularity penalty is read beside its absence. Curves are drawn for reports, which set accuracy against
  /// popularity bias: that needs a metric of it.
  private static func withCompanions(_ options: EvaluationOptions) -> EvaluationOptions {
    var options = options
    options.metrics = options.metrics.withUnpenalised
    let bias: [MetricFamily] = [.poplift, .arp, .aplt, .aclt, .novelty]
    guard options.curves, !options.metrics.contains(where: { bias.contains($0.family) }),
      let k = options.metrics.first(where: { $0.family.measuresRankingAccuracy })?.cutoff,
      let key = try? MetricKey(.arp, cutoff: k)
    else { return options }
    options.metrics.append(key)
    return options
  }

  /// Which items may be recommended; nil for all of them.
  static func rankable(
    _ split: Split, _ options: EvaluationOptions, itemCount: Int
  ) throws -> [Bool]? {
    if let features = options.itemFeatures, features.count != itemCount {
      throw EvaluationError("item features of \(features.count) items for a vocabulary of \(itemCount)")
    }
    if let features = options.userFeatures, features.count != split.test.users.count {
      throw EvaluationError(
        "user features of \(features.count) users for a vocabulary of \(split.test.users.count)")
    }
    let allowed = options.candidates ?? split.catalogue
    for item in (allowed ?? []) + options.excludedItems where !(0..<itemCount).contains(item.index) {
      throw EvaluationError("item row \(item.rawValue) is outside the vocabulary of \(itemCount) items")
    }
    guard allowed != nil || !options.excludedItems.isEmpty else { return nil }
    var mask = [Bool](repeating: allowed == nil, count: itemCount)
    for item in allowed ?? [] { mask[item.index] = true }
    for item in split.catalogue.map({ Set(0..<itemCount).subtracting($0.map(\.index)) }) ?? [] {
      mask[item] = false
    }
    for item in options.excludedItems { mask[item.index] = false }
    return mask
  }

  /// The test items of each user that could be recommended.
  private static func relevance(
    _ test: TestInteractions, split: Split, options: EvaluationOptions, seen: CSRMatrix, rankable: [Bool]?,
    counts: inout EvaluationCounts
  ) -> Relevance {
    var judged = Set<Int32>()
    let relevant = test.users.indices.map { index -> [(item: Int32, gain: Float)] in
      let user = test.users[index]
      let negatives = split.negatives.map { $0[user] ?? [] }
      let history = Set(seen.entries(ofRow: user.index).map { Int32($0.column) })
      var own: [Int32: Float] = [:]
      for (item, value) in test.ratings(of: index) { own[item] = max(own[item] ?? value, value) }
      if let negatives {
        if negatives.isEmpty {
          counts.usersWithoutNegatives += 1
          return []
        }
      } else {
        for item in own.keys.sorted() {
          if let rankable, !rankable[Int(item)] {
            counts.testPairsOutsideCatalogue += 1
          } else if !options.includeSeen, history.contains(item) {
            counts.testPairsSeen += 1
          } else {
            continue
          }
          own[item] = nil
        }
      }
      guard !own.isEmpty else { return [] }
      counts.users += 1
      counts.testPairs += own.count
      if history.isEmpty { counts.usersWithoutHistory += 1 }
      judged.insert(user.rawValue)
      return own.map { (item: $0.key, gain: $0.value) }
    }
    counts.usersSkipped = (0..<seen.rows).count { seen.count(ofRow: $0) > 0 && !judged.contains(Int32($0)) }
    return Relevance(relevant)
  }
}
