import NeedletailData
import NeedletailRetrieval

/// All that an answer depends on beside its user's history, at one moment. Immutable.
final class LiveView: Sendable {
  /// What answers.
  let served: ServedModel
  /// Which row each item has.
  let map: ItemMap
  /// What pipelines know of the items.
  let catalogue: Catalogue
  /// What a weighting must know of kinds and series.
  let context: WeightingContext

  init(served: ServedModel, map: ItemMap, catalogue: Catalogue, context: WeightingContext) {
    self.served = served
    self.map = map
    self.catalogue = catalogue
    self.context = context
  }
}
