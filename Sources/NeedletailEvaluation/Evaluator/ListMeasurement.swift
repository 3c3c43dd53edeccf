import NeedletailMath

/// Turns ranked lists into the contributions of each user to each metric.
struct ListMeasurement: Sendable {
  let context: JudgingContext
  /// Metrics that are sums over users; those of `isCatalogueMetric` are none.
  let keys: [MetricKey]
  private let penalties: [Double: PopularityPenalty]

  init(context: JudgingContext, keys: [MetricKey]) {
    self.context = context
    self.keys = keys
    penalties = Dictionary(
      uniqueKeysWithValues: Set(keys.compactMap(\.beta)).compactMap { beta in
        context.popularity.map { (beta, PopularityPenalty(beta: beta, $0)) }
      })
  }

  /// Whether a metric is a property of all lists together.
  static func isCatalogueMetric(_ key: MetricKey) -> Bool {
    switch key.family {
    case .coverage: !key.has(.users)
    case .gini, .entropy: true
    default: false
    }
  }

  /// The contributions of all users, metric by metric.
  ///
  /// Users without relevant items count for no metric.
  func values(of lists: RankedLists, pool: WorkerPool, cancellation: Cancellation?) throws -> [UserValues] {
    let users = lists.users
    let keyCount = keys.count
    var numerators = [Double](repeating: 0, count: users * keyCount)
    var denominators = numerators
    let tile = 256
    try numerators.withUnsafeMutableBufferPointer { numerators in
      try denominators.withUnsafeMutableBufferPointer { denominators in
        let numerators = SharedPointer(numerators)
        let denominators = SharedPointer(denominators)
        try pool.forEach(count: (users + tile - 1) / tile, cancellation: cancellation) { index in
          for user in index * tile..<min((index + 1) * tile, users)
          where context.relevance.count(of: user) > 0 {
            measure(user: user, list: lists[user]) { key, numerator, denominator in
              numerators[key * users + user] = numerator
              denominators[key * users + user] = denominator
            }
          }
        }
      }
    }
    return keys.indices.map { key in
      UserValues(
        numerators: Array(numerators[key * users..<(key + 1) * users]),
        denominators: Array(denominators[key * users..<(key + 1) * users]),
        aggregation: keys[key].family == .poplift ? .relativeChange : .ratio)
    }
  }

  /// Computes the contributions of one user.
  func measure(user: Int, list: ArraySlice<Int32>, _ store: (_ key: Int, Double, Double) -> Void) {
    let whole = context.relevance.judge(list, user: user)
    var restricted: [PopularityStratum: JudgedList] = [:]
    for (index, key) in keys.enumerated() {
      if let stratum = key.stratum, let popularity = context.popularity {
        let judged =
          restricted[stratum]
          ?? context.relevance.judge(list, user: user) { popularity.strata[Int($0)] == stratum }
        restricted[stratum] = judged
        if key.beta != nil {
          penalised(key, user: user, list: list, judged: judged).map { store(index, $0.0, $0.1) }
        } else if judged.relevant > 0 {
          accuracy(key, judged).map { store(index, $0.0, $0.1) }
        }
      } else if let pair = penalised(key, user: user, list: list, judged: whole) {
        store(index, pair.0, pair.1)
      } else if let pair = accuracy(key, whole) {
        store(index, pair.0, pair.1)
      } else if let pair = quality(key, user: user, list: list, judged: whole) {
        store(index, pair.0, pair.1)
      }
    }
  }

  /// Metrics that depend on hits alone.
  private func accuracy(_ key: MetricKey, _ list: JudgedList) -> (Double, Double)? {
    guard let k = key.cutoff else { return nil }
    switch key.family {
    case .precision:
      if key.has(.micro) { return (Double(list.hitCount(at: k)), Double(min(k, list.relevant))) }
      if key.has(.capped) { return (list.cappedRecall(at: k), 1) }
      return (key.has(.list) ? list.precisionOfList(at: k) : list.precision(at: k), 1)
    case .recall:
      if key.has(.micro) { return (Double(list.hitCount(at: k)), Double(list.relevant)) }
      return (key.has(.capped) ? list.cappedRecall(at: k) : list.recall(at: k), 1)
    case .hitrate: return (list.hitRate(at: k), 1)
    case .mrr: return (list.reciprocalRank(at: k), 1)
    case .ap, .map:
      if key.has(.elliot) { return (list.meanPrecision(at: k), 1) }
      let divisor: JudgedList.AveragePrecisionDivisor =
        key.has(.capped) ? .capped : key.has(.lecture) ? .cutoff : key.has(.hits) ? .hits : .relevant
      return (list.averagePrecision(at: k, dividedBy: divisor), 1)
    case .ndcg:
      let gain: JudgedList.Gain = key.has(.burges) ? .exponential : key.has(.graded) ? .linear : .binary
      let ideal: JudgedList.Ideal =
        key.has(.allRelevant) ? .allRelevant : key.has(.fullList) ? .fullList : .achievable
      return (list.ndcg(at: k, gain: gain, ideal: ideal), 1)
    default: return nil
    }
  }

  /// Sums over hits and over test items of weights that fall with popularity.
  private func penalised(
    _ key: MetricKey, user: Int, list: ArraySlice<Int32>, judged: JudgedList
  ) -> (Double, Double)? {
    guard let k = key.cutoff, let penalty = key.beta.flatMap({ penalties[$0] }) else { return nil }
    // Both sums run in row order, so that the part never exceeds the whole by rounding.
    let hits = zip(list.prefix(k), judged.hits).filter(\.1).map(\.0).sorted()
    return (
      penalty.sum(over: hits), penalty.sum(over: context.testItems(of: user, in: key.stratum))
    )
  }

  /// Metrics that look at the items themselves.
  private func quality(
    _ key: MetricKey, user: Int, list: ArraySlice<Int32>, judged: JudgedList
  ) -> (Double, Double)? {
    guard let k = key.cutoff else { return nil }
    let top = list.prefix(k)
    switch key.family {
    case .coverage: return (top.count == k ? 1 : 0, 1)
    case .ild:
      guard let categories = context.categories else { return nil }
      return ListQuality.intraListDiversity(top, distance: categories.distance).map { ($0, 1) }
    case .serendipity:
      guard let primitive = context.primitive else { return nil }
      let value = ListQuality.serendipity(
        top, hits: judged.hits, primitive: Set(primitive(user, k)), at: k)
      return (value, 1)
    case .calibration: return calibration(key, user: user, top: top).map { ($0, 1) }
    default: return popularityBias(key, user: user, top: top, judged: judged)
    }
  }

  private func popularityBias(
    _ key: MetricKey, user: Int, top: ArraySlice<Int32>, judged: JudgedList
  ) -> (Double, Double)? {
    guard let popularity = context.popularity else { return nil }
    switch key.family {
    case .novelty:
      if key.has(.efd) { return popularity.freeDiscovery(of: top, hits: judged.hits).map { ($0, 1) } }
      if key.has(.epc) { return popularity.popularityComplement(of: top, hits: judged.hits).map { ($0, 1) } }
      if key.has(.share) { return popularity.noveltyByInteractions(of: top).map { ($0, 1) } }
      return popularity.novelty(of: top).map { ($0, 1) }
    case .arp: return popularity.meanUserCount(of: top).map { ($0, 1) }
    case .aplt:
      return top.isEmpty ? nil : (Double(popularity.longTailCount(in: top)) / Double(top.count), 1)
    case .aclt: return (Double(popularity.longTailCount(in: top)), 1)
    case .poplift:
      guard let shown = popularity.meanShare(of: top),
        let known = context.history.flatMap({ popularity.meanShare(of: $0(user)) }), known > 0
      else { return nil }
      return (shown, known)
    default: return nil
    }
  }

  private func calibration(_ key: MetricKey, user: Int, top: ArraySlice<Int32>) -> Double? {
    guard let categories = context.calibrationCategories, let history = context.history,
      let p = categories.distribution(of: history(user)), let q = categories.distribution(of: top)
    else { return nil }
    if key.has(.hellinger) { return ListQuality.hellinger(p, q) }
    return ListQuality.calibration(history: p, list: q) * (key.has(.bits) ? ListQuality.bitsPerNat : 1)
  }
}
