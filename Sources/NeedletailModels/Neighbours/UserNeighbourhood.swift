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

  init(_ histories: CSRMatrix, _ options: NeighbourOptions) throws {
    self.options = options
    self.histories = histories
    transform = try VectorTransform(histories, options)
    index = SimilarityIndex(transform(histories), options)
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

  private func isEqual(_ user: Int, _ profile: Profile) -> Bool {
    let range = histories.range(ofRow: user)
    guard range.count == profile.items.count else { return false }
    return zip(range, profile.items.indices).allSatisfy { entry, place in
      histories.columnIndices[entry] == profile.items[place]
        && histories.value(at: entry) == profile.weights[place]
    }
  }
}
