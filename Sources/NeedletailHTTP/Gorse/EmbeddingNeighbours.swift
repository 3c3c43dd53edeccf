import NeedletailData
package import NeedletailServing
package import NeedletailStore

/// Finds the items whose `Labels.embedding` lies nearest to that of an item, by Euclidean distance.
///
/// Scores are distances with a minus, so that the nearest item has the highest score. Hidden items, the item
/// itself, and items without an embedding of the same length are left out. It looks at every item it is given.
package struct EmbeddingNeighbours {
  private let origin: [Float]
  private let item: String
  private let categories: [String]
  private let excluded: Set<String>
  private let count: Int
  private var found: [ScoredID] = []

  /// A search for the nearest `count` items; nil for an item without an embedding.
  ///
  /// - Parameters:
  ///   - categories: only items of all of these.
  ///   - excluded: ids that may not appear.
  package init?(of item: ItemRecord, count: Int, categories: [String], excluded: Set<String>) {
    guard let origin = Self.embedding(item.labels) else { return nil }
    self.origin = origin
    self.item = item.id
    self.categories = categories
    self.excluded = excluded
    self.count = count
  }

  /// The nearest items that were offered, nearest first; equally near ones in the order of their ids as bytes.
  package var items: [ScoredID] { found }

  /// Looks at one item.
  ///
  /// - Complexity: O(dimension + count).
  package mutating func offer(_ candidate: ItemRecord) {
    guard count > 0, !candidate.isHidden, candidate.id != item, !excluded.contains(candidate.id),
      categories.allSatisfy({ candidate.categories.contains($0) }),
      let embedding = Self.embedding(candidate.labels), embedding.count == origin.count
    else { return }
    var sum = 0.0
    for (a, b) in zip(origin, embedding) {
      let difference = Double(a) - Double(b)
      sum += difference * difference
    }
    let neighbour = ScoredID(id: candidate.id, score: sum == 0 ? 0 : -sum.squareRoot())
    if found.count == count, let last = found.last, Self.precedes(last, neighbour) { return }
    let place = found.firstIndex { Self.precedes(neighbour, $0) } ?? found.count
    found.insert(neighbour, at: place)
    if found.count > count { found.removeLast() }
  }

  private static func precedes(_ left: ScoredID, _ right: ScoredID) -> Bool {
    if left.score != right.score { return left.score > right.score }
    return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
  }

  /// The vector among an item's labels; nil when there is none, or one with anything but numbers.
  static func embedding(_ labels: JSONValue) -> [Float]? {
    guard case .array(let values) = labels["embedding"], !values.isEmpty else { return nil }
    var embedding: [Float] = []
    embedding.reserveCapacity(values.count)
    for value in values {
      guard let number = value.double, number.magnitude <= Double(Float.greatestFiniteMagnitude) else {
        return nil
      }
      embedding.append(Float(number))
    }
    return embedding
  }
}
