extension RowOptimizer: Codable {
  private enum Key: String, CodingKey { case rule }

  /// Reads a rule from one flat table of its name and its constants.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(String.self, forKey: .rule) {
    case "sgd": self = .sgd(try SGD(from: decoder))
    case "adagrad": self = .adaGrad(try AdaGrad(from: decoder))
    case "adam": self = .adam(try Adam(from: decoder))
    case "ftrl": self = .ftrl(try FTRL(from: decoder))
    case let name:
      throw DecodingError.dataCorruptedError(
        forKey: .rule, in: container, debugDescription: "expected sgd, adagrad, adam or ftrl, found \(name)")
    }
  }

  /// Writes the rule as one flat table.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .rule)
    switch self {
    case .sgd(let rule): try rule.encode(to: encoder)
    case .adaGrad(let rule): try rule.encode(to: encoder)
    case .adam(let rule): try rule.encode(to: encoder)
    case .ftrl(let rule): try rule.encode(to: encoder)
    }
  }
}
