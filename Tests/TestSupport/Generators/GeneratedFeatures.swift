public import NeedletailData
import NeedletailMath

/// Attributes of items of every kind, with unknown cells.
public enum GeneratedFeatures {
  /// A table of `count` rows that reads the same from both ends, so that it describes items also when they are
  /// numbered in the opposite order.
  public static func table(count: Int) -> FeatureTable {
    let names = ["Action", "Comedy", "Drama"]
    func cell(_ row: Int) -> Int { min(row, count - 1 - row) }
    let rows = 0..<count
    return FeatureTable(
      count: count,
      columns: [
        (
          "kind",
          .categorical(
            names: names, rows: SharedBuffer(rows.map { cell($0) % 7 == 0 ? -1 : Int32(cell($0) % 3) }))
        ),
        (
          "genres",
          .multiValued(
            names: names,
            members: CSRMatrix(
              columns: 3,
              rows: rows.map { row in
                (0..<3).filter { cell(row) >> $0 & 1 == 1 }.map { (column: $0, value: Float(1)) }
              }))
        ),
        ("year", .numeric(SharedBuffer(rows.map { cell($0) % 5 == 0 ? .nan : Float(1950 + cell($0) % 60) }))),
        ("title", .text(rows.map { "The \(names[cell($0) % 3].lowercased()) of word\(cell($0) % 11)" })),
      ])
  }
}
