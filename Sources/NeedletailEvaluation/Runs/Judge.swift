public import NeedletailData
import NeedletailMath

/// Scores anybody's ranked lists by the same metrics as `Evaluator`.
///
/// A user with relevant items but without a list counts with an empty one: leaving users out must not help.
public enum Judge {
  /// Judges a run by TREC judgements; an item is relevant when its grade is positive.
  ///
  /// Metrics that need a catalogue or training data are absent.
  /// - Throws: `EvaluationError` when nothing is relevant.
  public static func judge(
    _ run: RankedRun, against qrels: Qrels, options: EvaluationOptions
  ) throws -> ModelEvaluation {
    let relevant = qrels.judgements.filter { $0.grade > 0 }
    let users = Vocabulary(relevant.map(\.user))
    let items = Vocabulary(run.lists.flatMap(\.items) + relevant.map(\.item))
    let rows = RowCache(items)
    let test = InteractionLog(
      users: users, items: items,
      userRows: SharedBuffer(relevant.map { Int32(users.row(of: $0.user) ?? 0) }),
      itemRows: SharedBuffer(relevant.map { Int32(rows.row(of: $0.item) ?? 0) }),
      values: SharedBuffer(relevant.map(\.grade)))
    let nothing = InteractionLog(
      users: users, items: items, userRows: SharedBuffer([]), itemRows: SharedBuffer([]))
    let plan = try EvaluationPlan(
      Split(training: nothing, test: test, definition: "judgements"), options: options)
    return try judge(run, plan: plan, context: JudgingContext(relevance: plan.relevance))
  }

  /// Judges a run by the test part of a split.
  ///
  /// - Throws: `EvaluationError` when nothing is relevant, `DataError` for an item that the data do not know.
  public static func judge(
    _ run: RankedRun, against split: Split, options: EvaluationOptions
  ) throws -> ModelEvaluation {
    let plan = try EvaluationPlan(split, options: options)
    return try judge(run, plan: plan, context: plan.context)
  }

  private static func judge(
    _ run: RankedRun, plan: EvaluationPlan, context: JudgingContext
  ) throws -> ModelEvaluation {
    let metrics = plan.options.metrics
    var absent: [MetricKey: String] = [:]
    for key in metrics {
      absent[key] = key.cutoff == nil ? "a run holds lists, not all scores" : context.absence(of: key)
    }
    let keys = metrics.filter { absent[$0] == nil }
    var counts = plan.counts
    let lists = try ranked(run, plan: plan, width: keys.compactMap(\.cutoff).max() ?? 0, counts: &counts)
    var tally = Tally(plan: plan, context: context)
    try tally.measure(keys, Answers(lists: lists, positions: [], predictions: nil))
    var evaluation = try tally.evaluation(order: metrics, absent: absent)
    evaluation.name = run.tag
    evaluation.counts = counts
    return evaluation
  }

  /// The run's lists in the order of the plan's users.
  private static func ranked(
    _ run: RankedRun, plan: EvaluationPlan, width: Int, counts: inout EvaluationCounts
  ) throws -> RankedLists {
    let log = plan.split.test
    var place: [Int32: Int] = [:]
    for (index, user) in plan.users.enumerated() where plan.relevance.count(of: index) > 0 {
      place[user.rawValue] = index
    }
    var lists = RankedLists(users: plan.users.count, width: width)
    let rows = RowCache(log.items)
    var found = 0
    try lists.withWriter { writer in
      for list in run.lists {
        guard let user = log.users.row(of: list.user), let index = place[Int32(user)] else {
          counts.listsWithoutTestItems += 1
          continue
        }
        var items: [Int32] = []
        for item in list.items.prefix(width) {
          guard let row = rows.row(of: item) else {
            throw DataError("item '\(item)' in the list of '\(list.user)' is not among the data's items")
          }
          items.append(Int32(row))
        }
        writer.write(items, user: index)
        found += 1
      }
    }
    counts.usersWithoutList = counts.users - found
    return lists
  }

  /// Rows of ids that are looked up often.
  private final class RowCache {
    private let vocabulary: Vocabulary
    private var known: [String: Int] = [:]

    init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    func row(of id: String) -> Int? {
      if let row = known[id] { return row }
      let row = vocabulary.row(of: id)
      if let row { known[id] = row }
      return row
    }
  }
}
