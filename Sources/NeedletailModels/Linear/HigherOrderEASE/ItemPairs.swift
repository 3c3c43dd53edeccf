import NeedletailCore
package import NeedletailMath

/// Pairs of different items, by ascending first and then second item.
package struct ItemPairs: Sendable, Equatable {
  /// The item with the lower number of each pair.
  package let first: [Int32]
  /// The item with the higher number of each pair.
  package let second: [Int32]
  /// Where the pairs of each first item start; one more at the end.
  private let starts: [Int]

  /// The number of pairs.
  package var count: Int { first.count }

  private init(_ pairs: [(Int32, Int32)], items: Int) {
    first = pairs.map(\.0)
    second = pairs.map(\.1)
    var starts = [Int](repeating: 0, count: items + 1)
    for (item, _) in pairs { starts[Int(item) + 1] += 1 }
    for item in 0..<items { starts[item + 1] += starts[item] }
    self.starts = starts
  }

  /// The pairs that are common by the Gram matrix of binary data.
  ///
  /// Pairs that equally many users have are all taken or all left, so that numbering items otherwise chooses the
  /// same ones.
  /// - Complexity: O(items²).
  package init(_ gram: SymmetricTiles, _ choice: HigherOrderEASE.Choice) {
    let threshold: Float
    switch choice {
    case .above(let count): threshold = Float(count)
    case .count(let wanted):
      var common: [Float] = []
      Self.forEach(gram) { _, _, users in if users > 0 { common.append(users) } }
      common.sort(by: >)
      threshold = common.count > wanted ? common[wanted] : 0
    }
    var pairs: [(Int32, Int32)] = []
    Self.forEach(gram) { row, column, users in
      if users > threshold { pairs.append((Int32(column), Int32(row))) }
    }
    self.init(pairs.sorted { $0 < $1 }, items: gram.order)
  }

  /// Calls the closure with every element below the diagonal.
  private static func forEach(_ gram: SymmetricTiles, _ body: (_ row: Int, _ column: Int, Float) -> Void) {
    gram.elements.withUnsafeBufferPointer { elements in
      for strip in 0..<gram.stripCount {
        for row in gram.rows(ofStrip: strip) {
          let start = gram.offset(ofStrip: strip) + (row - strip * gram.edge) * gram.stride(ofStrip: strip)
          for column in 0..<row { body(row, column, elements[start + column]) }
        }
      }
    }
  }

  /// The pairs of which both items are among some, ascending.
  ///
  /// - Parameters:
  ///   - items: ascending.
  ///   - marks: false for every item; left so.
  /// - Complexity: O(pairs that start with one of the items).
  package func active(_ items: UnsafeBufferPointer<Int32>, marks: inout [Bool]) -> [Int32] {
    for item in items { marks[Int(item)] = true }
    defer { for item in items { marks[Int(item)] = false } }
    var active: [Int32] = []
    for item in items {
      for pair in starts[Int(item)]..<starts[Int(item) + 1] where marks[Int(second[pair])] {
        active.append(Int32(pair))
      }
    }
    return active
  }

  /// Users × pairs: one where the user has both items.
  package func features(of matrix: CSRMatrix) -> CSRMatrix {
    var marks = [Bool](repeating: false, count: matrix.columns)
    var offsets: [Int64] = [0]
    var columns: [Int32] = []
    matrix.columnIndices.withUnsafeBufferPointer { items in
      for user in 0..<matrix.rows {
        columns += active(UnsafeBufferPointer(rebasing: items[matrix.range(ofRow: user)]), marks: &marks)
        offsets.append(Int64(columns.count))
      }
    }
    return CSRMatrix(
      rows: matrix.rows, columns: count, rowOffsets: SharedBuffer(offsets),
      columnIndices: SharedBuffer(columns),
      values: nil)
  }

  /// From a model file.
  init(reading file: any ModelReader) throws {
    let items = try file.integers("pairs", count: nil).array
    guard items.count % 2 == 0 else { throw file.fault("pairs", "expected two items a pair") }
    let pairs = stride(from: 0, to: items.count, by: 2).map { (items[$0], items[$0 + 1]) }
    guard pairs.allSatisfy({ $0.0 >= 0 && $0.0 < $0.1 && $0.1 < file.itemCount }),
      zip(pairs, pairs.dropFirst()).allSatisfy({ $0.0 < $0.1 })
    else {
      throw file.fault("pairs", "expected ascending pairs of ascending items below \(file.itemCount)")
    }
    self.init(pairs, items: file.itemCount)
  }

  func write(to file: inout ModelWriter) {
    file.add("pairs", .integers(SharedBuffer(zip(first, second).flatMap { [$0, $1] })))
  }
}
