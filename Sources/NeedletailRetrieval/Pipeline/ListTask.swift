import NeedletailCore
import NeedletailData

/// One request with everything that its filters say.
struct ListTask {
  /// What requests share that are scored by one call.
  struct Group: Hashable {
    /// The identity of the filter.
    let filter: ObjectIdentifier
    let candidates: [Int32]?
    let isByTrend: Bool
  }

  let request: PipelineRequest
  let filter: ItemFilter
  let group: Group
  /// Rows that may not be in the list, ascending: seen, disliked in the session, excluded.
  let excluded: [Int32]
  /// Rows that the request itself excludes, which pins may not be either.
  let forbidden: Set<Int32>
  /// Items with the latest events of positive weight, latest first.
  let positives: [Int32]
  /// When the question is asked, in milliseconds.
  let now: Int64
  /// How much unlikeness counts.
  let variety: Float

  /// The length of the list.
  var count: Int { max(request.count, 0) }

  init(_ request: PipelineRequest, in catalogue: Catalogue, of pipeline: Pipeline) throws {
    let definition = pipeline.definition
    let query = request.query
    let rules = request.rules
    self.request = request
    now = query.time ?? catalogue.trendTime
    filter = try pipeline.memory.filter(definition.rules, rules.filter, in: catalogue, now: now)
    group = Group(
      filter: ObjectIdentifier(filter), candidates: rules.candidates,
      isByTrend: definition.strangers == .trending && query.profile.items.isEmpty)
    variety = rules.variety ?? definition.diversity.variety
    let history = EventHistory(query, weights: definition.events, kindNames: catalogue.kindNames)
    positives =
      definition.sources.similar.map { history.positives(count: $0.positives, of: catalogue.modelItemCount) }
      ?? []
    forbidden = Set(rules.excluded)
    var lists: [[Int32]] = []
    if !rules.includeSeen {
      lists.append(history.seen(definition.seen))
      if definition.seen != .none { lists.append(request.seenNewcomers) }
    }
    lists.append(history.dislikedInSession(at: query.time))
    lists.append(rules.excluded)
    lists.removeAll(where: \.isEmpty)
    // A profile ascends and lies within the model already: the common request copies nothing.
    if rules.excluded.isEmpty, lists.count <= 1 {
      excluded = lists.first ?? []
    } else {
      let rows = 0..<Int32(catalogue.count)
      excluded = Set(lists.joined()).filter { rows.contains($0) }.sorted()
    }
  }

  /// Whether a row passes the filters and is not left out.
  func allows(_ row: Int32) -> Bool { filter.passing.holds(row) && !excludes(row) }

  /// Whether a row is left out, whatever the filters say.
  func excludes(_ row: Int32) -> Bool {
    var (low, high) = (0, excluded.count)
    while low < high {
      let middle = (low + high) / 2
      if excluded[middle] < row { low = middle + 1 } else { high = middle }
    }
    return low < excluded.count && excluded[low] == row
  }
}
