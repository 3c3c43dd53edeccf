import NeedletailMath

/// What the weights of new rows are, as a function of the seed and the row: the same whenever, in whichever order
/// and on however many threads rows are made.
public enum RowInitialization: Sendable, Hashable {
  /// Zeros.
  case zeros
  /// Normal numbers around 0 with this standard deviation, positive.
  case normal(deviation: Float)
  /// Numbers evenly in −limit..<limit, limit positive.
  case uniform(limit: Float)

  /// The first setting outside its range; nil for none.
  var fault: String? {
    switch self {
    case .zeros: nil
    case .normal(let deviation): RowOptimizer.positive("deviation", deviation)
    case .uniform(let limit): RowOptimizer.positive("limit", limit)
    }
  }

  /// Adds the row's numbers to `weights`.
  func add(to weights: UnsafeMutableBufferPointer<Float>, row: Int, seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: 0xE3BE, row: row)
    switch self {
    case .zeros: break
    case .uniform(let limit):
      for index in weights.indices { weights[index] += (2 * stream.uniformFloat() - 1) * limit }
    case .normal(let deviation):
      for index in stride(from: 0, to: weights.count, by: 2) {
        let (first, second) = stream.normalPair()
        weights[index] += Float(first) * deviation
        if index + 1 < weights.count { weights[index + 1] += Float(second) * deviation }
      }
    }
  }
}

extension RowInitialization: Codable {
  private enum Key: String, CodingKey { case kind, deviation, limit }

  /// Reads one flat table.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(String.self, forKey: .kind) {
    case "zeros": self = .zeros
    case "normal": self = .normal(deviation: try container.decode(Float.self, forKey: .deviation))
    case "uniform": self = .uniform(limit: try container.decode(Float.self, forKey: .limit))
    case let kind:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "expected zeros, normal or uniform, found \(kind)")
    }
  }

  /// Writes one flat table.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .zeros: try container.encode("zeros", forKey: .kind)
    case .normal(let deviation):
      try container.encode("normal", forKey: .kind)
      try container.encode(deviation, forKey: .deviation)
    case .uniform(let limit):
      try container.encode("uniform", forKey: .kind)
      try container.encode(limit, forKey: .limit)
    }
  }
}
