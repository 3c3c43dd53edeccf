import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath

/// A model that answers in the rows of other vocabularies than its own: an older model, judged on newer data.
///
/// Items that only the newer data know are never recommended, items that only the model knows neither; what it does
/// not know of a history is left out. Both vocabularies number ids in the same order, so ascending rows stay
/// ascending and ties break as they do for the model itself.
struct TranslatedRecommender: Recommender {
  private let model: Model
  private let users: Vocabulary
  /// The model's row of each item; -1 for an unknown one.
  private let ownRows: [Int32]
  /// The row of each of the model's items; -1 for one that is gone.
  private let newRows: [Int32]
  /// The model's rows of items that are gone, ascending.
  private let gone: [Int32]

  var algorithm: any Algorithm { model.recommender.algorithm }
  var itemCount: Int { ownRows.count }

  init(_ model: Model, users: Vocabulary, items: Vocabulary) {
    self.model = model
    self.users = users
    var newRows = [Int32](repeating: -1, count: model.items.count)
    ownRows = (0..<items.count).map { row in
      guard let own = model.items.row(of: items.id(row)) else { return -1 }
      newRows[own] = Int32(row)
      return Int32(own)
    }
    self.newRows = newRows
    gone = newRows.indices.filter { newRows[$0] < 0 }.map { Int32($0) }
  }

  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    var own = Matrix(rows: queries.count, columns: model.items.count)
    try model.recommender.score(queries.map(translated), candidates: .all, into: &own)
    let wanted: [Int32] =
      switch candidates {
      case .all: ownRows
      case .rows(let rows): rows.map { ownRows[$0.index] }
      }
    scores.withUnsafeMutableBufferPointer { target in
      for query in queries.indices {
        let row = own.row(query)
        for (place, item) in wanted.enumerated() {
          target[query * wanted.count + place] = item < 0 ? -.infinity : row[Int(item)]
        }
      }
    }
  }

  func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    var own = request
    if case .rows(let rows) = request.candidates {
      own.candidates = .rows(rows.map { ownRows[$0.index] }.filter { $0 >= 0 }.map { ItemRow(rawValue: $0) })
    }
    own.excluded = queries.indices.map { query in
      let excluded = request.excluded.isEmpty ? [] : request.excluded[query]
      let known = excluded.map { ownRows[Int($0)] }.filter { $0 >= 0 }
      return gone.isEmpty ? known : Set(known).union(gone).sorted()
    }
    return try model.recommender.recommend(queries.map(translated), own).map { list in
      list.map { ScoredItem(item: newRows[Int($0.item)], score: $0.score) }
    }
  }

  private func translated(_ query: Query) -> Query {
    let known = query.profile.items.indices.filter { ownRows[Int(query.profile.items[$0])] >= 0 }
    return Query(
      user: query.user.flatMap { model.users.row(of: users.id($0)) }.map { UserRow($0) },
      profile: Profile(
        items: known.map { ownRows[Int(query.profile.items[$0])] },
        weights: known.map { query.profile.weights[$0] }),
      events: query.events.compactMap { event in
        let row = ownRows[event.item.index]
        guard row >= 0 else { return nil }
        return Query.Event(
          item: ItemRow(rawValue: row), value: event.value, time: event.time, kind: event.kind)
      }, time: query.time)
  }

  func write(to file: inout ModelWriter) throws {
    throw EvaluationError("a model in translation is asked, never saved")
  }
}
