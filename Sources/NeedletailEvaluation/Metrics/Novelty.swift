import Glibc

/// Popularity and novelty of one list of items.
///
/// Every function takes the first `k` items and gives nil for an empty list.
extension ItemPopularity {
  /// −log₂ of the share of training users that have an item, in bits.
  ///
  /// An item that nobody has counts one user: its surprise stays finite.
  public func selfInformation(_ item: Int32) -> Double {
    -log2(Double(max(userCounts[Int(item)], 1)) / Double(max(users, 1)))
  }

  /// −log₂ of an item's share of all training pairs, in bits, with the same floor.
  public func interactionInformation(_ item: Int32) -> Double {
    -log2(Double(max(userCounts[Int(item)], 1)) / Double(max(interactions, 1)))
  }

  /// The mean self-information of a list, in bits.
  public func novelty(of list: some Collection<Int32>) -> Double? { mean(list, selfInformation) }

  /// The mean of `interactionInformation` over a list, in bits.
  public func noveltyByInteractions(of list: some Collection<Int32>) -> Double? {
    mean(list, interactionInformation)
  }

  /// Expected free discovery of one user (Vargas and Castells 2011): information of hits, discounted by rank.
  public func freeDiscovery(of list: some Collection<Int32>, hits: some Collection<Bool>) -> Double? {
    discounted(list, hits, interactionInformation)
  }

  /// Expected popularity complement of one user: 1 − popularity of hits, discounted by rank.
  public func popularityComplement(of list: some Collection<Int32>, hits: some Collection<Bool>) -> Double? {
    discounted(list, hits) { 1 - share($0) }
  }

  /// The mean number of training users of the items of a list.
  public func meanUserCount(of list: some Collection<Int32>) -> Double? {
    mean(list) { Double(userCounts[Int($0)]) }
  }

  /// The mean share of training users of the items of a list or a profile.
  public func meanShare(of list: some Collection<Int32>) -> Double? { mean(list, share) }

  /// The number of long-tail items in a list.
  public func longTailCount(in list: some Collection<Int32>) -> Int { list.count { isLongTail($0) } }

  private func mean(_ list: some Collection<Int32>, _ value: (Int32) -> Double) -> Double? {
    list.isEmpty ? nil : list.reduce(0) { $0 + value($1) } / Double(list.count)
  }

  private func discounted(
    _ list: some Collection<Int32>, _ hits: some Collection<Bool>, _ value: (Int32) -> Double
  ) -> Double? {
    guard !list.isEmpty else { return nil }
    var sum = 0.0
    var norm = 0.0
    for (index, (item, hit)) in zip(list, hits).enumerated() {
      let discount = JudgedList.discount(rank: index + 1)
      norm += discount
      if hit { sum += discount * value(item) }
    }
    return sum / norm
  }
}
