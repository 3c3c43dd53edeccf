public import NeedletailData
public import NeedletailMath

/// Labelled examples to learn from, encoded, and how queries become examples like them.
public struct TrainingExamples: Sendable {
  /// The training examples.
  public let table: ExampleTable
  /// The fields of every user and item that they hold.
  public let ranking: RankingFields

  /// The fields.
  public var space: FieldSpace { table.space }
}

extension TrainingData {
  /// Training data from labelled examples.
  ///
  /// The fields are learnt from the given examples. The log holds the positive ones with a known user and item: it gives
  /// histories and vocabularies, so that a click-through model is a recommender like any other.
  /// - Parameters:
  ///   - training: which examples may be learnt from.
  ///   - space: fields that were learnt already; nil learns them.
  ///   - previous: the fields of users and items of a space that `space` grew from; those without an example keep them.
  /// - Throws: `DataError` when there are more than 2³¹ values, or the examples have other fields than `space`.
  public init(
    _ examples: ExampleSet, training: [Int], space: FieldSpace? = nil, previous: RankingFields? = nil,
    pool: WorkerPool? = nil
  ) throws {
    let space = try space ?? FieldSpace(learning: examples, from: training)
    let table = try space.encode(examples, training)
    let log = Self.positives(of: table, clock: examples.clock)
    let plain = TrainingData(log: log, pool: pool)
    self.init(
      plain,
      examples: TrainingExamples(
        table: table,
        ranking: RankingFields(
          table, fingerprints: plain.profileFingerprints(pool ?? WorkerPool(threads: 1)),
          previous: previous)))
  }

  /// The positive examples with a known user and item.
  private static func positives(of table: ExampleTable, clock: InteractionLog.Clock) -> InteractionLog {
    func names(_ owner: FeatureSchema.Owner) -> Vocabulary {
      if case .categorical(let names)? = table.space.id(of: owner)?.values { names } else { Vocabulary([]) }
    }
    let (users, items) = (names(.user), names(.item))
    guard let userRows = table.ids(of: .user), let itemRows = table.ids(of: .item) else {
      return InteractionLog(
        users: users, items: items, userRows: SharedBuffer([]), itemRows: SharedBuffer([]))
    }
    let taken = (0..<table.count).filter { table.labels[$0] > 0 && userRows[$0] >= 0 && itemRows[$0] >= 0 }
    return InteractionLog(
      users: users, items: items, userRows: SharedBuffer(taken.map { userRows[$0] }),
      itemRows: SharedBuffer(taken.map { itemRows[$0] }),
      times: table.times.map { times in SharedBuffer(taken.map { times[$0] }) }, clock: clock)
  }
}
