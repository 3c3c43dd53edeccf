import NeedletailData
import NeedletailMath

extension ExampleTable {
  /// The same examples with other targets.
  func labelled(_ labels: SharedBuffer<Float>) -> ExampleTable {
    ExampleTable(
      space: space, count: count, labels: labels, rows: rows, numbers: numbers, bags: bags, groups: groups,
      times: times, weights: weights)
  }

  /// The same examples with a share of the ids of users, and as many of items, taken for unseen: the rows that new ids
  /// begin as are trained on them.
  ///
  /// Which ones belongs to the place of the example in its window.
  func masked(_ share: Double, seed: UInt64, update: Int) -> ExampleTable {
    guard share > 0 else { return self }
    var table = self
    for (number, field) in space.fields.indices.filter({ space.fields[$0].isID }).enumerated() {
      var key = RandomStream(seed: seed, purpose: 0x3A5D, row: update * 2 + number)
      let own = key.next()
      table = table.missing(field) { example in
        var stream = RandomStream(seed: own, stream: UInt64(example))
        return stream.uniform() < share
      }
    }
    return table
  }

  /// No examples of a space.
  static func empty(_ space: FieldSpace) -> ExampleTable {
    var builder = Builder(space, count: 0)
    return builder.finish()
  }
}
