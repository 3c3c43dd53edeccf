import NeedletailEvaluation
import Testing

@Suite("Metrics of the catalogue and of the quality of lists")
struct CatalogueMetricTests {
  /// Items A..D; lists [A,B], [A,C], [A,B].
  let use = CatalogueUse(counts: [3, 2, 1, 0])
  let lists: [[Int32]] = [[0, 1], [0, 2], [0, 1]]
  let popularity = ItemPopularity(userCounts: [8, 4, 1, 2], users: 10)

  @Test("coverage, Gini and entropy of the worked example")
  func worked() {
    #expect(use.coverage == 0.75 && use.coveredItems == 3)
    #expect(isClose(use.gini, 0.5555556, within: 5e-8))
    #expect(isClose(1 - use.gini!, 0.4444444, within: 5e-8))
    #expect(isClose(use.giniOverN, 0.4166667, within: 5e-8))
    #expect(isClose(use.giniDiversity, 0.6666667, within: 5e-8))
    #expect(isClose(use.entropy, 1.4591479, within: 5e-8))
    #expect(isClose(use.normalisedEntropy, 0.7295740, within: 5e-8))
  }

  @Test("equal counts and a single item are the two ends", arguments: [2, 3, 17])
  func ends(items: Int) {
    let equal = CatalogueUse(counts: [Int](repeating: 4, count: items))
    let single = CatalogueUse(counts: [9] + [Int](repeating: 0, count: items - 1))
    #expect(isClose(equal.gini, 0, within: 1e-12))
    #expect(isClose(equal.normalisedEntropy, 1, within: 1e-12))
    #expect(isClose(single.gini, 1, within: 1e-12))
    #expect(single.entropy == 0)
  }

  @Test("no recommendations and no catalogue give nothing")
  func nothing() {
    #expect(CatalogueUse(counts: [0, 0]).gini == nil && CatalogueUse(counts: [0, 0]).entropy == nil)
    #expect(CatalogueUse(counts: []).coverage == 0 && CatalogueUse(counts: [1]).gini == nil)
  }

  @Test("novelty of the worked example")
  func novelty() {
    let perItem = [0.3219281, 1.3219281, 3.3219281, 2.3219281]
    let byInteractions = [0.9068906, 1.9068906, 3.9068906, 2.9068906]
    for item in 0..<4 {
      #expect(isClose(popularity.selfInformation(Int32(item)), perItem[item], within: 5e-8))
      #expect(isClose(popularity.interactionInformation(Int32(item)), byInteractions[item], within: 5e-8))
    }
    #expect(isClose(mean(lists.map { popularity.novelty(of: $0) }), 1.1552614, within: 5e-8))
    #expect(isClose(popularity.freeDiscovery(of: [0, 2], hits: [false, true]), 1.5113916, within: 5e-8))
    #expect(
      isClose(popularity.popularityComplement(of: [0, 2], hits: [false, true]), 0.3481675, within: 5e-8))
  }

  @Test("popularity bias of the worked example")
  func bias() {
    #expect(popularity.strata == [.head, .middle, .tail, .tail])
    #expect(mean(lists.map { popularity.meanUserCount(of: $0) }) == 5.5)
    #expect(
      isClose(mean(lists.map { Double(popularity.longTailCount(in: $0)) / 2 }), 0.1666667, within: 5e-8))
    #expect(isClose(mean(lists.map { Double(popularity.longTailCount(in: $0)) }), 0.3333333, within: 5e-8))
    let profiles: [[Int32]] = [[0, 1], [0, 3], [1, 2]]
    let known = mean(profiles.map { popularity.meanShare(of: $0) })
    let shown = mean(lists.map { popularity.meanShare(of: $0) })
    #expect(isClose(known, 0.45, within: 1e-12))
    #expect(isClose(shown, 0.55, within: 1e-12))
    let lift = UserValues(
      numerators: lists.map { popularity.meanShare(of: $0)! },
      denominators: profiles.map { popularity.meanShare(of: $0)! }, aggregation: .relativeChange)
    #expect(isClose(lift.value, 0.2222222, within: 5e-8))
  }

  @Test("an item that nobody has stays finite")
  func unknownItem() {
    let popularity = ItemPopularity(userCounts: [0, 3], users: 3)
    #expect(popularity.selfInformation(0).isFinite && popularity.isLongTail(0))
    #expect(ItemPopularity(userCounts: [], users: 0).order.isEmpty)
  }

  @Test("diversity, serendipity and calibration of the worked examples")
  func quality() {
    let vectors: [[Double]] = [[1, 0], [0.6, 0.8], [0, 1]]
    let diversity = ListQuality.intraListDiversity(0..<3) {
      ListQuality.cosineDistance(vectors[$0], vectors[$1])
    }
    #expect(isClose(diversity, 0.5333333, within: 5e-8))
    #expect(ListQuality.intraListDiversity([0]) { _, _ in 1 } == nil)
    #expect(
      ListQuality.serendipity([0, 1, 2, 3], hits: [false, true, true, false], primitive: [0, 1], at: 4)
        == 0.25)
    let divergence = ListQuality.calibration(history: [0.7, 0.3], list: [1, 0])
    #expect(isClose(divergence, 1.1339818, within: 5e-8))
    #expect(isClose(divergence / 0.6931471805599453, 1.6359898, within: 5e-8))
    #expect(isClose(ListQuality.calibration(history: [0.5, 0.5], list: [0.5, 0.5]), 0, within: 1e-12))
    #expect(ListQuality.hellinger([1, 0], [0, 1]) == 1)
    #expect(ListQuality.hellinger([0.3, 0.7], [0.3, 0.7]) == 0)
  }

  @Test("categories: cosine of sets, and distributions that share an item's weight")
  func categories() {
    let categories = ItemCategories([[0, 1], [1], [], [0, 1]], count: 2)
    #expect(isClose(categories.distance(0, 1), 1 - 1 / 2.0.squareRoot(), within: 1e-12))
    #expect(isClose(categories.distance(0, 3), 0, within: 1e-12))
    #expect(categories.distance(0, 2) == nil)
    #expect(categories.distribution(of: [0, 1, 2]) == [0.25, 0.75])
    #expect(categories.distribution(of: [2]) == nil)
  }

  private func mean(_ values: [Double?]) -> Double {
    values.compactMap(\.self).reduce(0, +) / Double(values.count)
  }
}
