import CKernels
import NeedletailMath

/// The data in both orders, and ‖x_i‖² of each item.
struct ItemColumns: Sendable {
  /// Users × items.
  let byUser: CSRMatrix
  /// Items × users.
  let byItem: CSRMatrix
  /// By item.
  let squares: [Float]

  /// The number of users.
  var users: Int { byUser.rows }
  /// The number of items.
  var items: Int { byUser.columns }

  init(_ byUser: CSRMatrix) {
    self.byUser = byUser
    let byItem = byUser.transposed()
    self.byItem = byItem
    squares = (0..<byItem.rows).map { item in
      guard let values = byItem.values else { return Float(byItem.count(ofRow: item)) }
      return byItem.range(ofRow: item).reduce(0) { $0 + values[$1] * values[$1] }
    }
  }

  /// Adds a multiple of an item's column to values by user.
  func add(_ factor: Float, timesColumn item: Int, to target: UnsafeMutablePointer<Float>) {
    byItem.withUnsafeParts { offsets, users, values in
      needletail_add_rows(offsets, users, values, [Int32(item)], [factor], 1, target, nil)
    }
  }

  /// Adds an item's row of XᵀX to the sums.
  func addCommon(with item: Int, to sums: NeighbourScratch) {
    withColumn(item) { sums.add(byUser, rows: $0, weights: $1) }
  }

  /// Adds an item's row of XᵀX to the target.
  func addCommon(with item: Int, to target: UnsafeMutablePointer<Float>) {
    withColumn(item) { users, weights in
      guard let first = users.baseAddress else { return }
      byUser.withUnsafeParts { offsets, columns, values in
        needletail_add_rows(
          offsets, columns, values, first, weights?.baseAddress, users.count, target, nil)
      }
    }
  }

  private func withColumn(
    _ item: Int, _ body: (UnsafeBufferPointer<Int32>, UnsafeBufferPointer<Float>?) -> Void
  ) {
    let range = byItem.range(ofRow: item)
    byItem.columnIndices.withUnsafeBufferPointer { users in
      let users = UnsafeBufferPointer(rebasing: users[range])
      guard let values = byItem.values else { return body(users, nil) }
      values.withUnsafeBufferPointer { body(users, UnsafeBufferPointer(rebasing: $0[range])) }
    }
  }
}
