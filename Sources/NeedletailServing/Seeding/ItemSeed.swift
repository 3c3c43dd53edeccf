import NeedletailData
import NeedletailMath
import NeedletailStore

/// The items of a data set as a store takes them.
///
/// The title becomes the comment, the first attribute of many values the categories as well, all other attributes
/// labels; an item appeared when its first event happened.
struct ItemSeed {
  private let items: Vocabulary
  private let labels: RowLabels
  private let titles: FeatureTable.Column?
  private let categories: FeatureTable.Column?
  private let firstTimes: [Int64?]

  init(_ data: DataSet, times: EventTimes) {
    items = data.log.items
    let title = ["title", "name"].first { data.itemFeatures?[$0] != nil }
    titles = title.flatMap { data.itemFeatures?[$0] }
    labels = RowLabels(data.itemFeatures, omitting: title.map { [$0] } ?? [])
    categories =
      data.itemFeatures?.columns.first {
        if case .multiValued = $0.column { true } else { false }
      }?.column
    var firstTimes = [Int64?](repeating: nil, count: data.log.items.count)
    for place in times.order.indices.reversed() {
      firstTimes[Int(data.log.itemRows[Int(times.order[place])])] = times.time(at: place)
    }
    self.firstTimes = firstTimes
  }

  /// One item.
  func record(_ row: Int) -> ItemRecord {
    var record = ItemRecord(id: items.id(row), time: firstTimes[row], labels: labels.labels(of: row))
    record.comment = titles.flatMap { RowLabels.value(of: $0, row)?.string } ?? ""
    if case .array(let names) = categories.flatMap({ RowLabels.value(of: $0, row) }) {
      record.categories = names.compactMap(\.string)
    }
    return record
  }
}
