package import NeedletailCore
import NeedletailData
package import NeedletailMath

extension CSRMatrix {
  /// Profiles as rows; weights that are negative or not finite count as zero.
  ///
  /// - Precondition: items lie in `0..<columns`.
  package init(_ profiles: [Profile], columns: Int) {
    var offsets: [Int64] = [0]
    var items: [Int32] = []
    var weights: [Float] = []
    for profile in profiles {
      if let first = profile.items.first, let last = profile.items.last {
        precondition(first >= 0 && Int(last) < columns, "items \(first)...\(last) of \(columns)")
      }
      items += profile.items
      weights += profile.weights.map { $0 > 0 && $0.isFinite ? $0 : 0 }
      offsets.append(Int64(items.count))
    }
    self.init(
      rows: profiles.count, columns: columns, rowOffsets: SharedBuffer(offsets),
      columnIndices: SharedBuffer(items),
      values: weights.allSatisfy { $0 == 1 } ? nil : SharedBuffer(weights))
  }
}

extension IALS {
  /// λ #^ν of every row of a history.
  func ridges(of history: CSRMatrix) -> SharedBuffer<Float> {
    SharedBuffer(FactorSide.weights(history).map { ridge(weight: $0, others: history.columns) })
  }
}
