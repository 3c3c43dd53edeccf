/// What the neighbours of a candidate say about its value, added up in a fixed order.
struct Opinion {
  private(set) var count = 0
  private var sum: Float = 0
  private var weight: Float = 0

  /// Hears one neighbour.
  ///
  /// - Parameter value: the value that the neighbour stands for; under `centred`, less its mean.
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
    case .centred:
      sum += similarity * value
      weight += abs(similarity)
    }
    count += 1
  }

  /// The predicted value; nil when nobody was heard.
  ///
  /// - Parameter mean: what the deviations of `centred` are added to.
  func value(_ form: NeighbourForm, mean: Float) -> Float? {
    guard weight > 0 else { return nil }
    return form == .centred ? mean + sum / weight : sum / weight
  }
}
