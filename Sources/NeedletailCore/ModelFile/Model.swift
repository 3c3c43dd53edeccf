public import NeedletailData
public import NeedletailMath

/// A fitted recommender with everything that a question in external ids needs: the vocabularies, the histories
/// it was fitted on, and where it came from.
public struct Model: Sendable {
  /// What answers.
  public let recommender: any Recommender
  /// External ids of the training users.
  public let users: Vocabulary
  /// External ids of the items.
  public let items: Vocabulary
  /// How events became weights.
  public let weighting: Weighting
  /// The profiles of the training users, users × items.
  public let histories: CSRMatrix
  /// The titles of the items, if the data had them; "" where unknown.
  public let itemTitles: [String]?
  /// Where it came from.
  public var metadata: ModelMetadata

  /// A model from its parts.
  ///
  /// - Precondition: histories are users × items, titles as many as items.
  public init(
    recommender: any Recommender, users: Vocabulary, items: Vocabulary, weighting: Weighting,
    histories: CSRMatrix, itemTitles: [String]? = nil, metadata: ModelMetadata
  ) {
    precondition(
      histories.rows == users.count && histories.columns == items.count,
      "histories of \(histories.rows) × \(histories.columns) for \(users.count) users, \(items.count) items")
    precondition(recommender.itemCount == items.count, "a recommender of \(recommender.itemCount) items")
    precondition(itemTitles.map { $0.count == items.count } ?? true, "titles: wrong number")
    self.recommender = recommender
    self.users = users
    self.items = items
    self.weighting = weighting
    self.histories = histories
    self.itemTitles = itemTitles
    self.metadata = metadata
  }

  /// A model fresh from training.
  ///
  /// Titles are taken from an item feature of text named `title` or `name`.
  public init(recommender: any Recommender, data: TrainingData, metadata: ModelMetadata) {
    var titles: [String]?
    for name in ["title", "name"] where titles == nil {
      if case .text(let texts) = data.itemFeatures?[name] { titles = texts }
    }
    self.init(
      recommender: recommender, users: data.log.users, items: data.log.items, weighting: data.weighting,
      histories: data.matrix, itemTitles: titles, metadata: metadata)
  }

  /// The algorithm and its hyper-parameters.
  public var specification: ModelSpecification { ModelSpecification(recommender.algorithm) }

  /// The training profile of a user.
  ///
  /// - Precondition: the row lies in the vocabulary.
  public func profile(of user: UserRow) -> Profile { histories.profile(ofRow: user.index) }

  /// The question "what next for this training user"; nil for an unknown id.
  ///
  /// - Parameter foldIn: asks as if the user were unknown, by the history alone.
  public func query(user id: String, foldIn: Bool = false) -> Query? {
    users.row(of: id).map {
      Query(user: foldIn ? nil : UserRow($0), profile: profile(of: UserRow($0)))
    }
  }

  /// The question "what next after these items, oldest first", with the ids that the model does not know.
  ///
  /// Each item counts as one event of which nothing more is known, weighted as the training data were.
  public func query(history ids: [String]) -> (query: Query, unknown: [String]) {
    let rows = ids.map { (id: $0, row: items.row(of: $0)) }
    let known = rows.compactMap { $0.row.map { ItemRow($0) } }
    let events = known.enumerated().map { Weighting.Event(item: $0.element, time: Int64($0.offset)) }
    let (profileItems, weights) = weighting.profile(of: events)
    return (
      Query(
        profile: Profile(items: profileItems, weights: weights), events: known.map { Query.Event(item: $0) }),
      rows.filter { $0.row == nil }.map(\.id)
    )
  }
}

extension CSRMatrix {
  /// One row as a profile.
  public func profile(ofRow row: Int) -> Profile {
    let range = range(ofRow: row)
    return Profile(items: range.map { columnIndices[$0] }, weights: range.map { value(at: $0) })
  }
}
