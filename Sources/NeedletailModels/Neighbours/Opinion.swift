/// What the neighbours of a candidate say about its value, added up in a fixed order.
struct Opinion {
  private(set) var count = 0
  private var sum: Float = 0
  private var weight: Float = 0

  /// Hears one neighbour.
  ///
  /// - Parameter value: the value that the neighbour stands for; under relative forms, what it differs by from its expectation.
  mutating func add(_ value: Float, similarity: Float, _ form: NeighbourForm) {
    switch form {
    case .sum, .average:
      sum += value
      weight += 1
    case .weighted:
      // A dissimilar neighbour says nothing about the value.
      guard similarity > 0 else { return }
      sum += similarity * value
      weight += similarity
    case .centred, .zScore, .baseline:
      sum += similarity * value
      weight += abs(similarity)
    }
    count += 1
  }

  /// The predicted value; nil when nobody was heard.
  ///
  /// - Parameters:
  ///   - mean: what the differences of relative forms are added to.
  ///   - scale: what they are multiplied by first.
  func value(_ form: NeighbourForm, mean: Float, scale: Float = 1) -> Float? {
    guard weight > 0 else { return nil }
    return form.isRelative ? mean + scale * (sum / weight) : sum / weight
  }
}
