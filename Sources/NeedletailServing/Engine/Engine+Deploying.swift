public import NeedletailCore
import NeedletailRetrieval
import NeedletailStore
import Synchronization

extension Engine {
  /// Puts another model in place of the present one: requests under way end with the old one, later ones start
  /// with the new one, none fails.
  ///
  /// The map between items of the store and rows of the model is made on the calling thread, beside the requests;
  /// what is written meanwhile is not lost.
  /// - Throws: pipelines that do not fit the model, and what the store throws; the old model goes on then.
  /// - Complexity: O(items · log items).
  public func deploy(_ model: Model, version: String) throws {
    try core.deploying.withLock { _ in
      let served = try ServedModel(model, version: version, settings: core.settings)
      core.state.withLock { $0.changesWhileMapping = [:] }
      defer { core.state.withLock { $0.changesWhileMapping = nil } }
      let identifiers = core.store.identifiers
      var map = ItemMap(model.items)
      map.extend(to: identifiers.itemCount, identifiers)
      var attributes = ItemAttributes(count: map.rowCount, table: nil)
      try core.store.forEachItem { page in
        // Items that came while the map was made follow below.
        let known = page.filter { Int($0.code) < map.rows.count }
        attributes = attributes.setting(
          known.map { (row: Int(map.rows[Int($0.code)]), values: $0.item.attributes) })
      }
      core.state.withLock { $0.serve(served, model, map, attributes) }
    }
  }
}

extension LiveState {
  /// Puts a model and its map in place, brought up to date with what changed while they were made.
  fileprivate mutating func serve(
    _ served: ServedModel, _ model: Model, _ map: ItemMap, _ attributes: ItemAttributes
  ) {
    var catalogue = Self.catalogue(of: map, model: model)
    catalogue.attributes = attributes
    var (hidden, times) = (catalogue.hidden, catalogue.times)
    for (entry, row) in zip(items.entries, map.rows) {
      hidden[Int(row)] = !entry.isShown
      times[Int(row)] = entry.time
    }
    catalogue.hidden = hidden
    catalogue.times = times
    serve(served, map: map, catalogue: catalogue)
    extend(toItems: max(items.entries.count, map.rows.count))
    hidden = self.catalogue.hidden
    for (entry, row) in zip(items.entries, self.map.rows).dropFirst(map.rows.count) {
      hidden[Int(row)] = !entry.isShown
    }
    self.catalogue.hidden = hidden
    setItems((changesWhileMapping ?? [:]).map { ($0.key, $0.value) }.sorted { $0.code < $1.code })
  }
}
