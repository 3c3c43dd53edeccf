import NeedletailMath

extension InteractionLog {
  /// The distinct pairs of the log as a matrix users × items whose values are all one.
  ///
  /// Two counting sorts, by item and then by user, put the items of each user in order without comparing any;
  /// repetitions end up side by side. Eight bytes an interaction are needed on the way.
  /// - Complexity: O(interactions + users + items).
  var distinctPairs: CSRMatrix {
    let itemStarts = Self.starts(of: itemRows, bound: items.count)
    var next = itemStarts
    let usersByItem = SharedBuffer<Int32>(count: count) { target in
      userRows.withUnsafeBufferPointer { users in
        itemRows.withUnsafeBufferPointer { items in
          next.withUnsafeMutableBufferPointer { next in
            for position in users.indices {
              let item = Int(items[position])
              target[next[item]] = users[position]
              next[item] += 1
            }
          }
        }
      }
    }
    let starts = Self.starts(of: userRows, bound: users.count)
    next = starts
    var columns = SharedBuffer<Int32>(count: count) { target in
      usersByItem.withUnsafeBufferPointer { rows in
        next.withUnsafeMutableBufferPointer { next in
          for item in 0..<items.count {
            for index in itemStarts[item]..<itemStarts[item + 1] {
              let user = Int(rows[index])
              target[next[user]] = Int32(item)
              next[user] += 1
            }
          }
        }
      }
    }
    var offsets = [Int64](repeating: 0, count: users.count + 1)
    var kept = 0
    columns.withUnsafeMutableBufferPointer { columns in
      for user in 0..<users.count {
        var last: Int32 = -1
        for index in starts[user]..<starts[user + 1] where columns[index] != last {
          last = columns[index]
          columns[kept] = last
          kept += 1
        }
        offsets[user + 1] = Int64(kept)
      }
    }
    if kept < count {
      columns = columns.withUnsafeBufferPointer { SharedBuffer(UnsafeBufferPointer(rebasing: $0[..<kept])) }
    }
    return CSRMatrix(
      rows: users.count, columns: items.count, rowOffsets: SharedBuffer(offsets), columnIndices: columns,
      values: nil)
  }

  /// Where the rows with each key start once they are sorted by it; `bound + 1` numbers.
  private static func starts(of keys: SharedBuffer<Int32>, bound: Int) -> [Int] {
    var starts = [Int](repeating: 0, count: bound + 1)
    keys.withUnsafeBufferPointer { keys in
      starts.withUnsafeMutableBufferPointer { starts in
        for key in keys { starts[Int(key) + 1] += 1 }
        for key in 0..<bound { starts[key + 1] += starts[key] }
      }
    }
    return starts
  }
}
