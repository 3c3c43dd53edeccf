/// The inner loop of resampling: columns of values, summed under eight rows of whole-number weights at once.
enum WeightedSums {
  /// Calls `store` with eight sums for each column.
  ///
  /// Users are added in ascending order within each lane, so a sum has the same bits whatever else is computed
  /// beside it.
  /// - Parameter weights: eight weights a user, user by user.
  static func forEach(
    _ columns: [[Double]], weights: UnsafePointer<Int32>, _ store: (_ column: Int, SIMD8<Double>) -> Void
  ) {
    var column = 0
    while column + 2 <= columns.count {
      columns[column].withUnsafeBufferPointer { first in
        columns[column + 1].withUnsafeBufferPointer { second in
          var a = SIMD8<Double>(repeating: 0)
          var b = a
          for user in first.indices {
            let weight = Self.weight(weights, user)
            a += weight * first[user]
            b += weight * second[user]
          }
          store(column, a)
          store(column + 1, b)
        }
      }
      column += 2
    }
    if column < columns.count {
      columns[column].withUnsafeBufferPointer { values in
        var sum = SIMD8<Double>(repeating: 0)
        for user in values.indices { sum += Self.weight(weights, user) * values[user] }
        store(column, sum)
      }
    }
  }

  @inline(__always)
  private static func weight(_ weights: UnsafePointer<Int32>, _ user: Int) -> SIMD8<Double> {
    let lanes = UnsafeRawPointer(weights + user * 8).loadUnaligned(as: SIMD8<Int32>.self)
    return SIMD8<Double>(lanes)
  }
}
