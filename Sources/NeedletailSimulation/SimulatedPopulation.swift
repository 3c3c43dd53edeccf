import Glibc
public import NeedletailData
import NeedletailMath

/// A simulated log together with the truth behind it.
public struct SimulatedPopulation: Sendable {
  /// The log with ratings as values, times, kinds (`view`, `like`, `dislike`, `list`), sessions and the signals
  /// `completion`, `dwell` and `intent`; items with genres, series, year, minutes and title; users with a
  /// segment.
  public let data: DataSet
  private let catalogue: Catalogue
  private let tastes: Tastes
  private let genres: Genres

  init(data: DataSet, catalogue: Catalogue, tastes: Tastes, genres: Genres) {
    self.data = data
    self.catalogue = catalogue
    self.tastes = tastes
    self.genres = genres
  }

  /// The probability that a user enjoys an item, whatever was shown or clicked.
  public func truePreference(of user: UserRow, for item: ItemRow) -> Float {
    Truth.enjoyment(catalogue.zest(of: item.index, tastes.vector(of: user.index)))
  }

  /// The true preferences of a user for all items, in row order.
  ///
  /// - Complexity: O(items).
  public func truePreferences(of user: UserRow) -> [Float] {
    let taste = tastes.vector(of: user.index)
    return (0..<catalogue.count).map { Truth.enjoyment(catalogue.zest(of: $0, taste)) }
  }

  /// What a list is truly worth to a user: the NDCG of its true preferences.
  ///
  /// The discounted sum `Σ p_r / log₂(r + 1)` over the list, as a share of that of the best list of the same
  /// length; 1 is the best that is possible.
  /// - Parameters:
  ///   - list: item rows, best first; an empty list is worth 0.
  ///   - user: whose taste counts.
  ///   - excluded: items that the best list may not hold, such as those seen in training.
  public func trueUtility(of list: [ItemRow], for user: UserRow, excluding excluded: Set<ItemRow> = [])
    -> Double
  {
    guard !list.isEmpty else { return 0 }
    return truth(of: user, excluding: excluded, length: list.count).worths(of: list, at: [list.count])[0]
  }

  /// What is true of a user, for lists of up to some length.
  ///
  /// - Parameters:
  ///   - excluded: items that the best list may not hold, such as those seen in training.
  ///   - length: the longest list that will be asked about.
  /// - Complexity: O(items), and O(items × length) at worst.
  public func truth(
    of user: UserRow, excluding excluded: Set<ItemRow> = [], length: Int
  ) -> ViewerTruth {
    let taste = tastes.vector(of: user.index)
    let favourites = tastes.favourites[user.index]
    let moods = zip(favourites, Mood.shares(among: favourites.count)).map { genre, share in
      (share: share, vector: Mood.bent(taste, towards: genres.directions[genre], by: Mood.bend))
    }
    return ViewerTruth(
      preferences: truePreferences(of: user), excluding: excluded, length: length, catalogue: catalogue,
      moods: moods)
  }
}

/// How tastes become enjoyment.
enum Truth {
  /// How strongly agreement of vectors counts.
  static let affinity: Float = 6
  /// How strongly the quality of an item counts, for everybody.
  static let quality: Float = 0.8
  /// How far an item of no particular appeal is from being liked.
  static let reserve: Float = 2

  /// The probability of enjoying something, from its zest.
  static func enjoyment(_ zest: Float) -> Float { 1 / (1 + expf(-zest)) }
}
