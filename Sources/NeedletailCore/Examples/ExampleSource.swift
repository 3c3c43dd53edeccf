public import NeedletailData
public import NeedletailMath

/// What a click-through model learns from, epoch by epoch: labelled examples, or the pairs of a log with sampled
/// negatives.
///
/// ```swift
/// let source = try ExampleSource(data)
/// for epoch in 0..<epochs {
///   let examples = source.epoch(epoch, options: options)
///   for start in stride(from: 0, to: examples.count, by: batchSize) {
///     let batch = examples.batch(start..<min(start + batchSize, examples.count))
///   }
/// }
/// ```
///
/// An epoch is a function of the seed and its number: the same batches for any number of threads, and for a run that
/// goes on from a checkpoint.
public struct ExampleSource: Sendable {
  /// The fields of users and items.
  public let ranking: RankingFields
  /// The share of examples whose user id is taken for unseen, so that the row of strangers is trained.
  public let maskedShare: Double
  private let content: Content

  private enum Content: Sendable {
    case examples(ExampleTable)
    case pairs(NegativeSampler, users: SharedBuffer<Int32>)
  }

  /// A source of examples.
  ///
  /// - Parameters:
  ///   - data: its labelled examples if it has some, else its log.
  ///   - negatives: how negatives are made for a log; labelled examples have their own.
  /// - Throws: as `RankingFields.init`.
  public init(
    _ data: TrainingData, negatives: NegativeSampling = NegativeSampling(), maskedShare: Double = 0.01,
    pool: WorkerPool = WorkerPool(threads: 1)
  ) throws {
    precondition((0...1).contains(maskedShare), "masked share \(maskedShare)")
    self.maskedShare = maskedShare
    if let examples = data.examples {
      ranking = examples.ranking
      content = .examples(examples.table)
      return
    }
    ranking = try RankingFields(data, pool: pool)
    let pairs = data.matrix
    let users = SharedBuffer<Int32>(count: pairs.count) { target in
      for user in 0..<pairs.rows { for pair in pairs.range(ofRow: user) { target[pair] = Int32(user) } }
    }
    content = .pairs(NegativeSampler(pairs, negatives), users: users)
  }

  /// A source of examples that are encoded already.
  ///
  /// - Precondition: in the space of the fields.
  public init(_ table: ExampleTable, ranking: RankingFields, maskedShare: Double = 0.01) {
    precondition((0...1).contains(maskedShare), "masked share \(maskedShare)")
    precondition(table.space == ranking.space, "examples in another space")
    self.maskedShare = maskedShare
    self.ranking = ranking
    content = .examples(table)
  }

  /// The fields.
  public var space: FieldSpace { ranking.space }

  /// Labelled examples, or pairs of a log, each of which has negatives besides.
  package var exampleCount: Int {
    switch content {
    case .examples(let table): table.count
    case .pairs(_, let users): users.count
    }
  }

  /// The examples of an epoch, shuffled.
  ///
  /// - Complexity: O(examples); of a log 8 bytes an example.
  public func epoch(_ number: Int, seed: UInt64, pool: WorkerPool) -> ExampleEpoch {
    let key = NegativeSampler.seed(seed, epoch: number)
    switch content {
    case .examples(let table):
      return ExampleEpoch(
        ranking: ranking, content: .examples(table), order: Self.shuffled(Array(0..<Int32(table.count)), key),
        maskedShare: maskedShare, key: key)
    case .pairs(let sampler, let users):
      let negatives = sampler.items(seed: seed, epoch: number, pool: pool)
      let each = sampler.sampling.perPositive + 1
      let slots = (0..<Int32(users.count * each)).filter { slot in
        let (pair, draw) = Int(slot).quotientAndRemainder(dividingBy: each)
        return draw == 0 || negatives[pair * (each - 1) + draw - 1] >= 0
      }
      return ExampleEpoch(
        ranking: ranking, content: .pairs(sampler.pairs.columnIndices, users, negatives, each: each),
        order: Self.shuffled(slots, key), maskedShare: maskedShare, key: key)
    }
  }

  private static func shuffled(_ slots: [Int32], _ key: UInt64) -> [Int32] {
    var slots = slots
    var stream = RandomStream(seed: key, purpose: 0x5AFF, row: 0)
    slots.shuffle(using: &stream)
    return slots
  }
}

/// The examples of one epoch in their order.
public struct ExampleEpoch: Sendable {
  enum Content: Sendable {
    case examples(ExampleTable)
    /// Item and user of each pair, and the items drawn for it.
    case pairs(SharedBuffer<Int32>, SharedBuffer<Int32>, SharedBuffer<Int32>, each: Int)
  }

  let ranking: RankingFields
  let content: Content
  let order: [Int32]
  let maskedShare: Double
  let key: UInt64

  /// The number of examples.
  public var count: Int { order.count }

  /// Some of the examples.
  ///
  /// - Complexity: O(examples × fields).
  public func batch(_ range: Range<Int>) -> ExampleTable {
    let slots = order[range]
    let table =
      switch content {
      case .examples(let table): table.selecting(slots.map { Int($0) })
      case .pairs(let items, let users, let negatives, let each):
        pairs(slots, items, users, negatives, each)
      }
    return masked(table, range)
  }

  private func pairs(
    _ slots: ArraySlice<Int32>, _ items: SharedBuffer<Int32>, _ users: SharedBuffer<Int32>,
    _ negatives: SharedBuffer<Int32>, _ each: Int
  ) -> ExampleTable {
    let drawn = slots.map { slot -> (user: Int, item: Int, isPositive: Bool) in
      let (pair, draw) = Int(slot).quotientAndRemainder(dividingBy: each)
      let item = draw == 0 ? items[pair] : negatives[pair * (each - 1) + draw - 1]
      return (Int(users[pair]), Int(item), draw == 0)
    }
    var builder = ExampleTable.Builder(ranking.space, count: drawn.count)
    for (index, field) in ranking.space.fields.enumerated() {
      switch field.owner {
      case .user: builder.copy(field: index, named: field.name, from: ranking.users) { drawn[$0].user }
      case .item: builder.copy(field: index, named: field.name, from: ranking.items) { drawn[$0].item }
      case nil: break
      }
    }
    return builder.finish(
      labels: SharedBuffer(drawn.map { $0.isPositive ? 1 : 0 }),
      groups: SharedBuffer(drawn.map { Int32($0.user) }))
  }

  /// The examples with a share of their user ids unseen; which ones belongs to the slot, whatever the batches.
  private func masked(_ table: ExampleTable, _ range: Range<Int>) -> ExampleTable {
    guard maskedShare > 0,
      let field = table.space.fields.firstIndex(where: { $0.isID && $0.owner == .user })
    else { return table }
    let isMasked = range.map { place in
      var stream = RandomStream(seed: key, purpose: 0x3A5C, row: Int(order[place]))
      return stream.uniform() < maskedShare
    }
    return isMasked.contains(true) ? table.missing(field) { isMasked[$0] } : table
  }
}
