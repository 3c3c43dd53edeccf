/// What an event of each kind says for its item: positive for liking, negative against, 0 for nothing.
public struct EventWeights: Sendable, Hashable {
  /// Weights of the kinds that most products have; a kind that is not named here weighs 1.
  public static let standard: [String: Float] = [
    "impression": 0, "click": 1, "list": 2, "play": 3, "like": 4, "dislike": -4, "abandon": -1,
  ]

  /// Weights that differ from the standard ones, by kind.
  public var weights: [String: Float]

  /// The standard weights, but for some.
  public init(_ weights: [String: Float] = [:]) { self.weights = weights }

  /// The weight of a kind.
  public subscript(kind: String) -> Float { weights[kind] ?? Self.standard[kind] ?? 1 }

  /// The weights of kinds in the order of their numbers.
  public func weights(of kindNames: [String]) -> [Float] { kindNames.map { self[$0] } }
}
