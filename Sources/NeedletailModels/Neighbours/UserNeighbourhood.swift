import CKernels
import NeedletailCore
import NeedletailData
import NeedletailMath

/// The training users with an index over them, and the search for those that resemble a history.
struct UserNeighbourhood: Sendable {
  let options: NeighbourOptions
  /// The raw weights, users × items.
  let histories: CSRMatrix
  private let transform: VectorTransform
  private let index: SimilarityIndex
  /// The length of each item's column.
  private let itemLengths: [Float]

  init(_ histories: CSRMatrix, _ options: NeighbourOptions) throws {
    self.options = options
    self.histories = histories
    transform = try VectorTransform(histories, options)
    index = SimilarityIndex(transform(histories), options)
    var squares = [Double](repeating: 0, count: histories.columns)
    for entry in 0..<histories.count {
      let weight = Double(histories.value(at: entry))
      squares[Int(histories.columnIndices[entry])] += weight * weight
    }
    itemLengths = squares.map { Float($0.squareRoot()) }
  }

  var itemCount: Int { histories.columns }

  func scratch() -> SimilarityIndex.Scratch { index.scratch() }

  /// Lists the training users with a similarity to a history, users ascending, in the scratch's list; those
  /// whose profile is the history itself are left out.
  func findSimilar(to profile: Profile, _ scratch: SimilarityIndex.Scratch) {
    guard !profile.items.isEmpty else {
      scratch.main.take()
      return
    }
    let entries = self.entries(of: profile)
    profile.items.withUnsafeBufferPointer { items in
      entries.withUnsafeBufferPointer { index.findSimilar(items, $0, without: -1, scratch) }
    }
    let list = scratch.main
    for place in 0..<list.count where isEqual(Int(list.columns[place]), profile) { list.values[place] = 0 }
  }

  /// The history as a vector of the index.
  func entries(of profile: Profile) -> [Float] { transform.apply(profile.items, profile.weights) }

  /// The vector of the index at one feature and user; 0 where there is none.
  func entry(item: Int32, user: Int32) -> Float { index.postings.value(row: Int(item), column: user) ?? 0 }

  /// The items whose columns of weights have the largest cosine with an item's, best first.
  func similarItems(to item: Int32, count: Int) -> [ScoredItem] {
    let users = index.postings.range(ofRow: Int(item)).map { index.postings.columnIndices[$0] }
    let weights = users.map { histories.value(row: Int($0), column: item) ?? 0 }
    let list = NeighbourScratch(width: itemCount)
    users.withUnsafeBufferPointer { users in
      weights.withUnsafeBufferPointer { list.add(histories, rows: users, weights: $0) }
    }
    list.take(without: item)
    needletail_divide_by_products(
      list.values, list.columns, list.count, itemLengths[Int(item)], itemLengths, 1e-6)
    list.keepLargest(count)
    return list.list.sorted(by: ScoredItem.ranksBefore)
  }

  private func isEqual(_ user: Int, _ profile: Profile) -> Bool {
    let range = histories.range(ofRow: user)
    guard range.count == profile.items.count else { return false }
    return zip(range, profile.items.indices).allSatisfy { entry, place in
      histories.columnIndices[entry] == profile.items[place]
        && histories.value(at: entry) == profile.weights[place]
    }
  }
}
