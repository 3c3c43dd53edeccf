/// How alike items are by their texts: the Jaccard index of genres, categories, tags, …
///
/// Taken from a catalogue once for the candidates of one list; then a pair costs the number of its texts.
public struct AttributeOverlap: Sendable {
  /// For each item its texts, ascending: the place of the attribute in the upper half, the text in the lower.
  private var texts: [Int32: [UInt64]] = [:]

  /// The texts of some items.
  ///
  /// - Parameters:
  ///   - names: attributes that are text or lists of texts; others, and unknown names, have no texts.
  ///   - items: rows; those that do not exist have no texts.
  public init(of names: [String], in attributes: ItemAttributes, for items: some Sequence<Int32>) {
    let columns = names.compactMap { attributes.column($0) }
    for item in items where item >= 0 && Int(item) < attributes.count {
      var codes: [UInt64] = []
      for (place, column) in columns.enumerated() {
        let upper = UInt64(place) << 32
        switch column[Int(item)] {
        case .text(let code): codes.append(upper | UInt64(code))
        case .list(let list): codes += list.map { upper | UInt64($0) }
        default: break
        }
      }
      if !codes.isEmpty { texts[item] = codes.sorted() }
    }
  }

  /// The number of texts that two items share over the number that either has; 0 where one of them has none.
  ///
  /// - Complexity: O(texts of both).
  public func similarity(_ left: Int32, _ right: Int32) -> Float {
    guard let a = texts[left], let b = texts[right] else { return 0 }
    var (i, j, shared) = (0, 0, 0)
    while i < a.count, j < b.count {
      if a[i] == b[j] {
        shared += 1
        i += 1
        j += 1
      } else if a[i] < b[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return Float(shared) / Float(a.count + b.count - shared)
  }

  /// Numbers of an item's texts, for a cap on categories: equal texts of one attribute have one number.
  public func categories(of item: Int32) -> [UInt64] { texts[item] ?? [] }
}
