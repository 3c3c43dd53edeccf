/// What an event of each kind says for its item: positive for liking, negative against, 0 for nothing.
///
/// Impressions 0, clicks 1, adding to a list 2, plays 3, likes 4, early ends −1, dislikes −4, all else 1
/// (`SessionBlend.standardWeight`), unless told otherwise.
public struct EventWeights: Sendable, Hashable {
  /// Weights that differ from the standard ones, by kind.
  public var weights: [String: Float]

  /// The standard weights, but for some.
  public init(_ weights: [String: Float] = [:]) { self.weights = weights }

  /// The weight of a kind.
  public subscript(kind: String) -> Float { weights[kind] ?? SessionBlend.standardWeight(ofKind: kind) }

  /// The weights of kinds in the order of their numbers.
  public func weights(of kindNames: [String]) -> [Float] { kindNames.map { self[$0] } }
}
