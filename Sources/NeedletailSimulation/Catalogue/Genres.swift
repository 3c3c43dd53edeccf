import NeedletailMath

/// The genres: their names and their directions in the space of tastes.
struct Genres: Sendable {
  /// The dimension of tastes.
  static let dimension = 16
  static let names = [
    "action", "adventure", "animation", "comedy", "crime", "documentary", "drama", "family", "fantasy",
    "history", "horror", "music", "mystery", "romance", "science fiction", "sport", "thriller", "western",
  ]

  /// A unit vector for each genre.
  let directions: [[Float]]

  init(seed: UInt64) {
    directions = Self.names.indices.map { genre in
      var stream = RandomStream(seed: seed, purpose: Purpose.genres, row: genre)
      return Self.unit((0..<Self.dimension).map { _ in Float(stream.normal()) })
    }
  }

  /// How much of all there is belongs to a genre: the share falls with the number.
  static func share(_ genre: Int) -> Double { 1 / Double(genre * 5 % names.count + 4) }

  /// A vector scaled to length one.
  static func unit(_ vector: [Float]) -> [Float] {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return vector.map { $0 / max(length, 1e-12) }
  }

  /// The unit vector of a mixture of genres, with noise of a given length.
  func mixture(_ weights: [(genre: Int, weight: Float)], noise: Float, _ stream: inout RandomStream)
    -> [Float]
  {
    var sum = Self.unit((0..<Self.dimension).map { _ in Float(stream.normal()) }).map { $0 * noise }
    for (genre, weight) in weights {
      for axis in sum.indices { sum[axis] += weight * directions[genre][axis] }
    }
    return Self.unit(sum)
  }
}
