import NeedletailCore
import NeedletailData
import NeedletailMath

/// Puts the list of one request together from its candidates: boosts, variety, quotas, cap, pins, exploration.
struct ListShaper {
  /// A place of a list.
  struct Slot {
    var item: Int32
    /// The stage that brought the item, where that is no source of candidates.
    var stage: String?
    var propensity: Float = 1
  }

  private let task: ListTask
  private let catalogue: Catalogue
  private let pipeline: Pipeline
  private let boosts: [(items: ItemSet, by: Float)]
  private let quotas: [ListShape.Quota]
  private let pins: [RequestRules.Pin]
  private let exploration: (draws: (slots: Int, probability: Double), rule: RuleExpression?)?

  init(_ task: ListTask, in catalogue: Catalogue, of pipeline: Pipeline) throws {
    self.task = task
    self.catalogue = catalogue
    self.pipeline = pipeline
    let definition = pipeline.definition
    let rules = task.request.rules
    func items(_ rule: RuleExpression, isStrict: Bool) throws -> ItemSet {
      try pipeline.memory.items(rule, in: catalogue, isStrict: isStrict, now: task.now)
    }
    boosts =
      try definition.boosts.map { (items: try items($0.when, isStrict: false), by: $0.by) }
      + rules.boosts.map { (items: try items($0.when, isStrict: true), by: $0.by) }
    func quota(_ quota: RequestRules.Quota, isStrict: Bool) throws -> ListShape.Quota {
      ListShape.Quota(
        items: try items(quota.when, isStrict: isStrict), atLeast: quota.atLeast, atMost: quota.atMost)
    }
    quotas =
      try definition.quotas.map { try quota($0, isStrict: false) }
      + rules.quotas.map { try quota($0, isStrict: true) }
    let named = definition.pins.compactMap { pin in
      catalogue.namedItems[pin.item].map { RequestRules.Pin(item: $0, place: pin.place) }
    }
    pins = Self.standing(rules.pins + named, task)
    let pinned = Set(pins.map(\.place))
    let source = rules.candidates == nil ? definition.sources.exploration : nil
    exploration = source.flatMap { source in
      source.draws(count: task.count, pinned: pinned).map { (draws: $0, rule: source.rule) }
    }
  }

  /// Pins that pass the filters, at distinct places within the list; a request's own go before the pipeline's.
  private static func standing(_ pins: [RequestRules.Pin], _ task: ListTask) -> [RequestRules.Pin] {
    var items: Set<Int32> = []
    var places: Set<Int> = []
    let own = task.request.rules.candidates.map { Set($0) }
    var standing: [RequestRules.Pin] = []
    for pin in pins where (0..<task.count).contains(pin.place) {
      guard task.filter.passing.holds(pin.item), !task.forbidden.contains(pin.item),
        own.map({ $0.contains(pin.item) }) ?? true, items.insert(pin.item).inserted
      else { continue }
      var place = pin.place
      while places.contains(place) { place += 1 }
      guard place < task.count else { continue }
      places.insert(place)
      standing.append(RequestRules.Pin(item: pin.item, place: place))
    }
    return standing
  }

  /// The items that stand at a place whatever they score.
  var pinnedItems: Set<Int32> { Set(pins.map(\.item)) }

  /// Whether the list is the best of its candidates in their order, and nothing else.
  var isPlain: Bool {
    let sources = pipeline.definition.sources
    return boosts.isEmpty && quotas.isEmpty && pins.isEmpty && exploration == nil && !(task.variety > 0)
      && pipeline.definition.diversity.cap == nil && (sources.similar?.atLeast ?? 0) == 0
      && (sources.trending?.atLeast ?? 0) == 0 && (sources.new?.atLeast ?? 0) == 0
  }

  /// The list.
  func draft(from pool: CandidatePool) throws -> [Slot] {
    let bench = try Bench(self, pool)
    guard let exploration else { return bench.list(count: task.count, pins: pins).map { Slot(item: $0) } }
    var stream = RandomStream(seed: task.request.seed, purpose: 0x5EED, row: 0)
    let (slots, probability) = exploration.draws
    let isExplored = probability >= 1 || stream.uniform() < probability
    let places = Exploration.places(
      slots: slots, count: task.count, pinned: Set(pins.map(\.place)))
    let fixed = bench.list(count: task.count - slots, pins: moved(pins, before: places))
    let greedy = probability < 1 ? bench.list(count: task.count, pins: pins) : fixed
    let drawn = try self.pool(beside: fixed, slots: slots, bench, rule: exploration.rule)
    guard drawn.count >= slots, slots > 0 else {
      return bench.list(count: task.count, pins: pins).map { Slot(item: $0) }
    }
    let chance = Double(slots) / Double(drawn.count)
    let (isFixed, isGreedy) = (Set(fixed), Set(greedy))
    func propensity(_ item: Int32) -> Float {
      let explored = isFixed.contains(item) ? 1 : drawn.contains(item) ? chance : 0
      let unexplored = probability < 1 && isGreedy.contains(item) ? 1.0 : 0
      return Float(probability * explored + (1 - probability) * unexplored)
    }
    guard isExplored else { return greedy.map { Slot(item: $0, propensity: propensity($0)) } }
    var list = fixed.map { Slot(item: $0, propensity: propensity($0)) }
    for (place, item) in zip(places, drawn.draw(slots, from: &stream)) {
      let slot = Slot(item: item, stage: "explore", propensity: propensity(item))
      list.insert(slot, at: min(place, list.count))
    }
    return list
  }

  /// Pins in a list that lacks some places: they stand as much further ahead.
  private func moved(_ pins: [RequestRules.Pin], before places: [Int]) -> [RequestRules.Pin] {
    pins.map { pin in
      RequestRules.Pin(item: pin.item, place: pin.place - places.count { $0 < pin.place })
    }
  }

  /// What exploration draws from: what passes, is not in the fixed part, and cannot break a bound of the list
  /// whatever else is drawn.
  private func pool(
    beside fixed: [Int32], slots: Int, _ bench: Bench, rule: RuleExpression?
  ) throws -> ExplorationPool {
    var excluded = Set(task.excluded).union(fixed)
    for pin in pins { excluded.insert(pin.item) }
    let full = quotas.filter { quota in
      quota.atMost.map { atMost in fixed.count { quota.items.holds($0) } + slots > atMost } ?? false
    }
    guard rule != nil || !full.isEmpty else {
      return ExplorationPool(task.filter.passing, memberCount: task.filter.memberCount, excluding: excluded)
    }
    var items = task.filter.passing
    if let rule {
      items.formIntersection(try pipeline.memory.items(rule, in: catalogue, isStrict: false, now: task.now))
    }
    for quota in full { items.subtract(quota.items) }
    return ExplorationPool(items, memberCount: items.memberCount, excluding: excluded)
  }

  /// The candidates of one request, boosted once, and lists of several lengths made from them.
  private struct Bench {
    let shaper: ListShaper
    let ranked: [Candidate]
    let quotas: [ListShape.Quota]
    let similarity: ((Int32, Int32) -> Float)?
    let cap: ListShape.Cap?

    init(_ shaper: ListShaper, _ pool: CandidatePool) throws {
      self.shaper = shaper
      let catalogue = shaper.catalogue
      let definition = shaper.pipeline.definition
      ranked = shaper.boosts.isEmpty ? pool.ranked : Boosting.boosted(pool.ranked, by: shaper.boosts)
      let rows = ranked.map(\.item) + shaper.pins.map(\.item)
      similarity = shaper.task.variety > 0 ? Self.similarity(of: rows, shaper) : nil
      cap = definition.diversity.cap.map { cap in
        let categories = AttributeOverlap(of: [cap.attribute], in: catalogue.attributes, for: rows)
        return ListShape.Cap(share: cap.share) { categories.categories(of: $0) }
      }
      let sources = definition.sources
      let least = [
        ("similar", sources.similar?.atLeast), ("trending", sources.trending?.atLeast),
        ("new", sources.new?.atLeast),
      ]
      quotas =
        shaper.quotas
        + least.compactMap { source, atLeast in
          guard let atLeast, atLeast > 0 else { return nil }
          var items = ItemSet(count: catalogue.count)
          for item in pool.items where pool.source(of: item) == source { items[Int(item)] = true }
          return ListShape.Quota(items: items, atLeast: atLeast)
        }
    }

    /// How alike items are, 0...1: by the model or by attributes.
    private static func similarity(of rows: [Int32], _ shaper: ListShaper) -> (Int32, Int32) -> Float {
      let (pipeline, catalogue) = (shaper.pipeline, shaper.catalogue)
      if pipeline.definition.diversity.by == [PipelineDefinition.ReRanking.model],
        let model = pipeline.recommender as? any ItemDirections
      {
        let known = Int32(catalogue.modelItemCount)
        return { left, right in
          guard left < known, right < known else { return 0 }
          return max(0, model.cosine(ItemRow(rawValue: left), ItemRow(rawValue: right)))
        }
      }
      let names = attributes(pipeline.definition, catalogue)
      return AttributeOverlap(of: names, in: catalogue.attributes, for: rows).similarity
    }

    /// The attributes that make items alike: those that are named, else all lists of texts, else all texts.
    private static func attributes(_ definition: PipelineDefinition, _ catalogue: Catalogue) -> [String] {
      guard definition.diversity.by.isEmpty else { return definition.diversity.by }
      let known = catalogue.attributes.names
      let lists = known.filter { $0.kind == .texts }
      return (lists.isEmpty ? known.filter { $0.kind == .text } : lists).map(\.name)
    }

    func list(count: Int, pins: [RequestRules.Pin]) -> [Int32] {
      var candidates = ranked
      if let similarity {
        candidates = Diversity.reranked(
          candidates, count: count, variety: shaper.task.variety, beside: pins.map(\.item),
          similarity: similarity)
      }
      let shape = ListShape(
        count: count,
        pins: pins.map { ListShape.Pin(Candidate(item: $0.item, score: 0), place: $0.place) },
        quotas: quotas, cap: cap)
      return shape.list(from: candidates).map(\.item)
    }
  }
}
