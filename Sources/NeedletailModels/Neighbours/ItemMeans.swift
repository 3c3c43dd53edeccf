import NeedletailCore
import NeedletailMath

/// The mean value of each item, and of all values.
struct ItemMeans: Sendable {
  /// By item; the mean of all where an item has none.
  let items: SharedBuffer<Float>
  /// The mean of all values; 0 without any.
  let overall: Float

  /// The means of the rows of items × users.
  init(_ byItem: CSRMatrix) {
    let sums = (0..<byItem.rows).map { row in
      byItem.range(ofRow: row).reduce(0.0) { $0 + Double(byItem.value(at: $1)) }
    }
    let overall = Float(byItem.count == 0 ? 0 : sums.reduce(0, +) / Double(byItem.count))
    self.overall = overall
    items = SharedBuffer(
      sums.enumerated().map { row, sum in
        let count = byItem.count(ofRow: row)
        return count == 0 ? overall : Float(sum / Double(count))
      })
  }

  /// From a model file.
  init(reading file: any ModelReader) throws {
    items = try file.floats("means", shape: [file.itemCount])
    overall = try file.floats("mean", shape: [1])[0]
    guard overall.isFinite, items.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
      throw file.fault("means", "expected finite numbers only")
    }
  }

  func write(to file: inout ModelWriter) {
    file.add("means", .floats(items, shape: [items.count]))
    file.add("mean", .floats(SharedBuffer([overall]), shape: [1]))
  }
}
