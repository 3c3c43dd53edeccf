import NeedletailCore
import NeedletailData

/// The items that pass a filter, and the cheapest way to have a model look at these only.
///
/// All ways give the same lists with the same bits; they differ in what they cost.
final class ItemFilter: Sendable {
  /// How a model is kept to the items that pass.
  enum Way: Sendable {
    /// All items of the model pass.
    case all
    /// All but a few pass: those are excluded.
    case allBut([Int32])
    /// A good part passes: the model ranks more than are needed, and what does not pass is taken out.
    case most
    /// Few pass: these are scored.
    case rows([ItemRow])
  }

  /// The items that pass.
  let passing: ItemSet
  /// Their number.
  let memberCount: Int
  /// How a model is kept to them.
  let way: Way
  /// The share of the model's items that pass.
  let share: Double

  /// At most so many items are excluded one by one.
  private static let fewRejected = 1024
  /// At most this share is scored item by item.
  private static let fewPassing = 0.3

  init(_ passing: ItemSet, modelItemCount: Int) {
    self.passing = passing
    memberCount = passing.memberCount
    let modelRows = passing.rows.prefix { $0 < modelItemCount }
    share = modelItemCount == 0 ? 1 : Double(modelRows.count) / Double(modelItemCount)
    if modelRows.count == modelItemCount {
      way = .all
    } else if share <= Self.fewPassing {
      way = .rows(modelRows.map { ItemRow(rawValue: $0) })
    } else if modelItemCount - modelRows.count <= Self.fewRejected {
      way = .allBut(passing.complement.rows.filter { $0 < modelItemCount })
    } else {
      way = .most
    }
  }
}
