import Glibc

/// How much the running session of a user counts beside the long-term taste, and what in it counts.
///
/// An event of the session weighs what its kind weighs, halved for every `halfLife` between it and the last
/// positive event of the session. The share of the session in the final score is
///
///     g = largestShare · σ(offset + slope · ln(1 + n)) · min(1, n / fullShiftPositives)
///
/// for n positive events: bounded, so that one accidental click cannot flood a list, and 0 without any.
public struct SessionBlend: Sendable, Hashable {
  /// Weights of kinds by name, which take precedence over `standardWeight(ofKind:)`; positive kinds draw the
  /// list towards their items, negative ones keep their items out of it, zero says nothing.
  public var weights: [String: Float] = [:]
  /// Seconds after which a positive event counts half beside a newer one; above 0.
  public var halfLife = 600.0
  /// Seconds without an event after which a session has ended; above 0.
  public var idleGap = 1800.0
  /// The most events of a session that count, the last ones; at least 1.
  public var capacity = 50
  /// The bound of the session's share, gMax, 0...1; 0 leaves every list as it is without sessions.
  public var largestShare = 0.8
  /// a0 of the share; −∞ makes it 0.
  public var offset = 0.0
  /// a1 of the share, how it grows with the number of positive events; not negative.
  public var slope = 1.0
  /// Positive events needed for the full shift; with fewer it is in proportion. At least 1.
  public var fullShiftPositives = 2
  /// Whether the long-term part knows the items of the running session too, but for rejected ones.
  ///
  /// Measured by replay, knowing them was better for every model that learns from histories, most of all where
  /// the share is small: docs/sessions.md.
  public var longTermKnowsSession = true

  /// The usual blend.
  public init() {}

  /// The session alone from its first positive event on: g = 1.
  public static var sessionOnly: SessionBlend {
    var blend = SessionBlend()
    blend.largestShare = 1
    blend.offset = .infinity
    blend.fullShiftPositives = 1
    return blend
  }

  /// The share g of the session, 0...1, after so many positive events.
  public func share(positives: Int) -> Double {
    guard positives > 0, largestShare > 0 else { return 0 }
    let shift = 1 / (1 + exp(-(offset + slope * log(1 + Double(positives)))))
    return largestShare * shift * min(1, Double(positives) / Double(fullShiftPositives))
  }

  /// What an event of a kind weighs.
  public func weight(ofKind name: String) -> Float { weights[name] ?? Self.standardWeight(ofKind: name) }

  /// What an event of a kind weighs unless told otherwise, by its usual spellings.
  ///
  /// Impressions 0, views and clicks 1, adding to a list 2, plays 3, likes, completions and purchases 4, early
  /// ends −1, dislikes −4; a kind of another name weighs 1.
  public static func standardWeight(ofKind name: String) -> Float {
    switch name.lowercased().filter(\.isLetter) {
    case "impression", "exposure", "shown", "read": 0
    case "list", "listadd", "addtolist", "watchlist", "save", "saved", "bookmark", "wishlist", "cart",
      "addtocart":
      2
    case "play", "watch", "listen": 3
    case "like", "liked", "love", "favourite", "favorite", "thumbsup", "upvote", "star", "complete",
      "completed", "finish", "purchase", "buy", "order":
      4
    case "abandon", "abandoned", "skip", "bounce": -1
    case "dislike", "disliked", "thumbsdown", "downvote", "hide", "notinterested": -4
    default: 1
    }
  }
}
