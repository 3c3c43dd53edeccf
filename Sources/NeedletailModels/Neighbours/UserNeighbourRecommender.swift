import CKernels
import NeedletailCore
import NeedletailData
import NeedletailMath

/// The fitted form of `UserNeighbours` for ranking.
struct UserNeighbourRecommender: SimilarItems, Explaining {
  private let userNeighbours: UserNeighbours
  private let neighbourhood: UserNeighbourhood

  init(_ userNeighbours: UserNeighbours, _ neighbourhood: UserNeighbourhood) {
    self.userNeighbours = userNeighbours
    self.neighbourhood = neighbourhood
  }

  var algorithm: any Algorithm { userNeighbours }
  var itemCount: Int { neighbourhood.itemCount }

  func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let columns = scores.columns
    let scratch = neighbourhood.scratch()
    var sums = [Float](repeating: 0, count: candidates == .all ? 0 : itemCount)
    scores.withUnsafeMutableBufferPointer { target in
      if candidates == .all { target.update(repeating: 0) }
      for (number, query) in queries.enumerated() {
        findNeighbours(of: query, scratch)
        switch candidates {
        case .all: if let start = target.baseAddress { add(scratch.main, to: start + number * columns) }
        case .rows(let items):
          sums.withUnsafeMutableBufferPointer {
            $0.update(repeating: 0)
            if let start = $0.baseAddress { add(scratch.main, to: start) }
          }
          for (place, item) in items.enumerated() { target[number * columns + place] = sums[item.index] }
        }
      }
    }
  }

  private func findNeighbours(of query: Query, _ scratch: SimilarityIndex.Scratch) {
    neighbourhood.findSimilar(to: query.profile, scratch)
    scratch.main.keepLargest(neighbourhood.options.neighbours)
  }

  /// Adds what each neighbour says, in ascending order of the users.
  private func add(_ neighbours: NeighbourScratch, to sums: UnsafeMutablePointer<Float>) {
    neighbourhood.histories.withUnsafeParts { offsets, columns, values in
      needletail_add_rows(
        offsets, columns, values, neighbours.columns, neighbours.values, neighbours.count, sums, nil)
    }
  }

  /// The share of each item of the history in the similarities of the neighbours who have the candidate.
  func explain(_ query: Query, item: ItemRow) -> [ScoredItem] {
    let scratch = neighbourhood.scratch()
    findNeighbours(of: query, scratch)
    let entries = neighbourhood.entries(of: query.profile)
    var shares = [Double](repeating: 0, count: query.profile.items.count)
    for neighbour in scratch.main.list {
      guard let weight = neighbourhood.histories.value(row: Int(neighbour.item), column: item.rawValue)
      else { continue }
      let products = zip(query.profile.items, entries).map { known, entry in
        Double(entry) * Double(neighbourhood.entry(item: known, user: neighbour.item))
      }
      let dot = products.reduce(0, +)
      for place in shares.indices where dot != 0 {
        shares[place] += Double(neighbour.score) * Double(weight) * products[place] / dot
      }
    }
    return zip(query.profile.items, shares).map { ScoredItem(item: $0, score: Float($1)) }
  }

  func similar(to item: ItemRow, count: Int) -> [ScoredItem] {
    neighbourhood.similarItems(to: item.rawValue, count: count)
  }

  func write(to file: inout ModelWriter) { file.add("histories", neighbourhood.histories) }
}
