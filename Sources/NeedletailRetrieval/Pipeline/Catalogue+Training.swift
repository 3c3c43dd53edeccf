public import NeedletailCore
import NeedletailData
import NeedletailMath

extension Catalogue {
  /// What training data say of the items, as of their last event.
  ///
  /// Nothing is hidden, and all items are known to the model. An item appeared at the time that the attribute of
  /// `definition.sources.new` says, or else at its first event. Data without moments in time have no times of
  /// items, and their trend counts all events alike.
  /// - Complexity: O(events + items).
  public init(_ data: TrainingData, for definition: PipelineDefinition) {
    let log = data.log
    let count = log.items.count
    let moments = log.clock == .milliseconds ? log.times : nil
    var last = Int64.min
    var first = [Int64](repeating: .min, count: count)
    for position in 0..<(moments == nil ? 0 : log.count) {
      let (item, time) = (Int(log.itemRows[position]), moments?[position] ?? 0)
      last = max(last, time)
      if first[item] == .min || time < first[item] { first[item] = time }
    }
    if let name = definition.sources.new?.attribute, case .numeric(let seconds) = data.itemFeatures?[name] {
      first = (0..<count).map { row in
        let milliseconds = Double(seconds[row]) * 1000
        return abs(milliseconds) < 9e18 ? Int64(milliseconds) : .min
      }
    }
    let now = last == .min ? 0 : last
    let halfLife = (definition.sources.trending ?? CandidateSources.Trending()).halfLife
    let trend = Trend(of: log, halfLifeHours: halfLife / 3600, weights: definition.events)
    let named = definition.namedItems.compactMap { id in log.items.row(of: id).map { (id, Int32($0)) } }
    self.init(
      modelItemCount: count, attributes: ItemAttributes(count: count, table: data.itemFeatures),
      hidden: ItemSet(count: count), times: first, trend: trend.counts(at: now, count: count), trendTime: now,
      kindNames: log.kindNames, namedItems: Dictionary(named, uniquingKeysWith: { first, _ in first }))
  }
}
