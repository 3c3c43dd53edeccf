import NeedletailCore
import NeedletailData
import NeedletailRetrieval
import NeedletailStore

extension LiveState {
  /// The state of a store, for a model or without one.
  ///
  /// - Throws: what the store throws, and pipelines that do not fit the model.
  init(of store: any Store, model: (Model, version: String)?, settings: EngineSettings, now: Int64) throws {
    try self.init(settings: settings, identifiers: store.identifiers)
    _ = histories.advance(to: now)
    if let (model, version) = model {
      var map = ItemMap(model.items)
      map.extend(to: identifiers.itemCount, identifiers)
      let served = try ServedModel(model, version: version, settings: settings)
      serve(served, map: map, catalogue: Self.catalogue(of: map, model: model))
    }
    extend(toItems: identifiers.itemCount)
    try store.forEachItem { page in setItems(page.map { ($0.code, $0.item) }) }
    try store.forEachEvent { page in for event in page { append(event) } }
    histories.compact()
    sequence = store.lastSequence
    let identifiers = identifiers
    erasedUsers = (0..<identifiers.userCount).count { identifiers.userID(Int32($0)) == nil }
  }

  /// A catalogue in which the items of the store are hidden until they are told of.
  static func catalogue(of map: ItemMap, model: Model) -> Catalogue {
    var hidden = ItemSet(count: map.rowCount)
    for row in map.rows { hidden[Int(row)] = true }
    return Catalogue(
      modelItemCount: model.items.count, attributes: ItemAttributes(count: map.rowCount, table: nil),
      hidden: hidden, times: [Int64](repeating: .min, count: map.rowCount),
      trend: [Float](repeating: 0, count: map.rowCount), trendTime: 0)
  }
}
