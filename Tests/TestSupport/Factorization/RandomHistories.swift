public import NeedletailMath

extension CSRMatrix {
  /// A matrix whose rows have none, one, few and many entries.
  public static func histories(
    rows: Int, columns: Int, weighted: Bool = false, seed: UInt64 = 1
  ) -> CSRMatrix {
    var stream = RandomStream(seed: seed, stream: 0xA15)
    return CSRMatrix(
      columns: columns,
      rows: (0..<rows).map { row in
        let count =
          switch row % 6 {
          case 0: 0
          case 1: 1
          case 2: min(columns, 15 + row % 4)
          case 3: columns
          default: stream.index(below: columns + 1)
          }
        var chosen = Array(0..<columns)
        chosen.shuffle(using: &stream)
        return chosen.prefix(count).map {
          (column: $0, value: weighted ? Float(stream.index(below: 4)) / 2 + 0.25 : 1)
        }
      })
  }
}
