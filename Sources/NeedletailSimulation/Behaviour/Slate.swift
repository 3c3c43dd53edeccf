import Glibc

/// How viewers look at what they are shown and take something up.
enum Slate {
  /// The chance that a slot is looked at, from slot 0: fewer viewers look at each further one.
  static func attention(slot: Int) -> Float { 1 / powf(Float(slot + 1), 0.6) }

  /// How strongly an item that is looked at pulls in a mood: the logit of its being taken up.
  static func pull(of item: Int, mood: [Float], _ catalogue: Catalogue) -> Float {
    1.1 * catalogue.allure[item] + 6 * catalogue.agreement(of: item, mood) - 4
  }
}

/// What a session begins with.
enum Mood {
  /// How far the session's genre bends the viewer's taste.
  static let bend: Float = 0.7

  /// The favourite genre of a session from a uniform number: the dearest most often.
  static func place(among count: Int, _ uniform: Float) -> Int { Int(uniform * uniform * Float(count)) }

  /// The share of sessions that begin with each favourite genre: what `place` gives on average.
  static func shares(among count: Int) -> [Double] {
    (0..<count).map {
      (Double($0 + 1) / Double(count)).squareRoot() - (Double($0) / Double(count)).squareRoot()
    }
  }

  /// A taste bent towards a direction.
  static func bent(_ taste: [Float], towards direction: [Float], by weight: Float) -> [Float] {
    Genres.unit(zip(taste, direction).map { $0 + weight * $1 })
  }
}
