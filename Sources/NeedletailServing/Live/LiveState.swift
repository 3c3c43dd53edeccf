import NeedletailData
import NeedletailRetrieval
import NeedletailStore

/// All that answers depend on, as far as the store's changes were applied; guarded by one lock of the engine.
///
/// Readers take a view and histories, which are values that share memory with the state until it changes.
struct LiveState: Sendable {
  let settings: EngineSettings
  let identifiers: Identifiers
  var histories: LiveHistories
  var items = ItemTable()
  /// The sequence up to which all changes were applied.
  var sequence: Int64 = 0
  /// What answers.
  private(set) var served: ServedModel
  private(set) var map: ItemMap
  var catalogue: Catalogue
  /// Items that changed since another map began to be made, as they now are; nil while none is.
  var changesWhileMapping: [Int32: ItemRecord?]?
  /// How many users were erased, or had been before.
  var erasedUsers = 0
  /// The view of the present; nil when something changed since it was taken.
  private var view: LiveView?
  private var context: WeightingContext?
  private var trendIsStale = false
  private var standInIsStale = false
  /// When the trend or the stand-in was last brought up to date, in milliseconds of `histories.now`.
  private var refreshed = Int64.min

  /// Catalogues of up to so many items show every event in their trend at once; greater ones are brought up to
  /// date four times a second.
  static let immediateItems = 10_000
  private static let refreshInterval: Int64 = 250

  /// An empty state before the first model.
  init(settings: EngineSettings, identifiers: Identifiers) throws {
    self.settings = settings
    self.identifiers = identifiers
    histories = LiveHistories(trendHalfLife: settings.trendHalfLife)
    served = try ServedModel(LivePopularity(scores: []), settings: settings)
    map = ItemMap(nil)
    catalogue = Catalogue(
      modelItemCount: 0, attributes: ItemAttributes(count: 0, table: nil), hidden: ItemSet(count: 0),
      times: [],
      trend: [], trendTime: 0)
  }

  /// What answers now, for readers.
  mutating func currentView(now: Int64) -> LiveView {
    if histories.advance(to: now) { noteEvents() }
    refreshIfDue()
    if let view { return view }
    let fresh = LiveView(served: served, map: map, catalogue: catalogue, context: currentContext())
    view = fresh
    return fresh
  }

  /// Says that events came or went: trends are no longer what they were.
  mutating func noteEvents() {
    trendIsStale = true
    standInIsStale = served.model == nil
  }

  /// Says that items changed. Called before the change, so that the catalogue is not copied needlessly.
  mutating func noteItems() {
    view = nil
    standInIsStale = served.model == nil
  }

  /// Says that a series changed.
  mutating func noteSeries() { context = nil }

  /// Puts another model and its map in place.
  mutating func serve(_ served: ServedModel, map: ItemMap, catalogue: Catalogue) {
    view = nil
    context = nil
    self.served = served
    self.map = map
    self.catalogue = catalogue
    trendIsStale = true
    refreshed = .min
    noteKinds()
    nameItems()
  }

  /// Makes room for items of the store up to a number of codes.
  mutating func extend(toItems count: Int) {
    histories.extend(toItems: count)
    items.extend(to: count)
    guard map.rows.count < count else { return }
    noteItems()
    map.extend(to: count, identifiers)
    let added = map.rowCount - catalogue.count
    guard added > 0 else { return }
    catalogue.attributes = catalogue.attributes.setting(map.rowCount - 1, to: [:])
    // Nobody has told of these yet.
    var hidden = catalogue.hidden.extended(to: map.rowCount)
    for row in map.rowCount - added..<map.rowCount { hidden[row] = true }
    catalogue.hidden = hidden
    catalogue.times += [Int64](repeating: .min, count: added)
    catalogue.trend += [Float](repeating: 0, count: added)
    nameItems()
  }

  /// Says that a kind came that nobody had used before.
  mutating func noteKinds() {
    view = nil
    context = nil
    catalogue.kindNames = identifiers.kindNames
    // One trend serves all pipelines: what counts is what the first of them says.
    let weights = settings.pipelines[0].definition.events.weights(of: catalogue.kindNames)
    histories.trendingKinds = weights.map { $0 > 0 }
  }

  /// Tells pipelines where the items are that they name.
  private mutating func nameItems() {
    let names = settings.pipelines.flatMap(\.definition.namedItems)
    guard !names.isEmpty else { return }
    let rows = names.compactMap { name in map.row(of: name, identifiers).map { (name, $0) } }
    catalogue.namedItems = Dictionary(rows) { first, _ in first }
  }

  private mutating func refreshIfDue() {
    guard trendIsStale || standInIsStale else { return }
    let isDue = refreshed == .min || histories.now - refreshed >= Self.refreshInterval
    guard catalogue.count <= Self.immediateItems || isDue else { return }
    view = nil
    refreshed = histories.now
    let scores = histories.trend.scores
    if trendIsStale {
      catalogue.trend = map.codes.map { $0 >= 0 && Int($0) < scores.count ? scores[Int($0)] : 0 }
      catalogue.trendTime = histories.trend.time
      trendIsStale = false
    }
    if standInIsStale, served.model == nil {
      // The map of the stand-in gives items the rows of their codes.
      let popularity = LivePopularity(
        scores: map.codes.map { Float(histories.usersOfItem[Int($0)].count) + scores[Int($0)] })
      // A pipeline that was fit for the stand-in before is so again: if not, the present one goes on.
      if let fresh = try? ServedModel(popularity, settings: settings) {
        served = fresh
        catalogue.modelItemCount = map.rowCount
      }
      standInIsStale = false
    }
  }

  private mutating func currentContext() -> WeightingContext {
    if let context { return context }
    let fresh: WeightingContext
    if case .watch = served.weighting {
      fresh = WeightingContext(kindNames: catalogue.kindNames, itemFeatures: series())
    } else {
      fresh = WeightingContext()
    }
    context = fresh
    return fresh
  }

  /// The series of the items that the model knows, as the column that training reads; nil when there are none.
  private func series() -> FeatureTable? {
    if items.series.isEmpty { return nil }
    let values = map.codes[..<catalogue.modelItemCount].map { code in
      items.series[code].map { ["series": $0] } ?? [:]
    }
    return FeatureTable(attributes: values) { _ in false }
  }
}
