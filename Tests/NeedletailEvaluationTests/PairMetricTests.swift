import NeedletailEvaluation
import NeedletailMath
import Testing

@Suite("Metrics of ratings and of labelled scores")
struct PairMetricTests {
  let given: [Double] = [4, 3, 5, 2]
  let predicted: [Double] = [3.5, 3, 4, 3]

  @Test("the worked rating example")
  func ratings() {
    #expect(RatingAccuracy.rmse(predicted: predicted, given: given) == 0.75)
    #expect(RatingAccuracy.mae(predicted: predicted, given: given) == 0.625)
    #expect(isClose(RatingAccuracy.spearman(predicted, given), 0.9486833, within: 5e-8))
    #expect(isClose(RatingAccuracy.kendall(predicted, given, form: .a), 0.8333333, within: 5e-8))
    #expect(isClose(RatingAccuracy.kendall(predicted, given, form: .b), 0.9128709, within: 5e-8))
  }

  @Test("nothing to correlate gives nothing")
  func undefined() {
    #expect(RatingAccuracy.rmse(predicted: [], given: []) == nil)
    #expect(RatingAccuracy.mae(predicted: [], given: []) == nil)
    #expect(RatingAccuracy.spearman([1], [2]) == nil)
    #expect(RatingAccuracy.spearman([1, 1], [2, 3]) == nil)
    #expect(RatingAccuracy.kendall([], []) == nil)
    #expect(RatingAccuracy.kendall([1, 1], [2, 3]) == nil)
  }

  @Test("Kendall's correlation counts as all pairs do", arguments: 0..<60)
  func kendall(seed: UInt64) throws {
    var random = RandomStream(seed: seed)
    let count = 2 + random.index(below: 40)
    let x = (0..<count).map { _ in Double(random.index(below: 6)) } + [0, 1]
    let y = (0..<count).map { _ in Double(random.index(below: 9)) } + [3, 8]
    let expected = RatingReference.kendall(x, y)
    #expect(isClose(RatingAccuracy.kendall(x, y, form: .a), expected.a, within: 1e-12))
    #expect(isClose(RatingAccuracy.kendall(x, y, form: .b), expected.b, within: 1e-12))
  }

  @Test("the worked AUC example, and its laws")
  func auc() {
    let labels = [true, false, true, false, false]
    let scores = [0.9, 0.8, 0.8, 0.3, 0.1]
    #expect(isClose(BinaryClassification.auc(scores: scores, labels: labels), 0.9166667, within: 5e-8))
    #expect(
      isClose(
        BinaryClassification.auc(scores: scores.map { $0 * $0 * 7 - 3 }, labels: labels), 0.9166667,
        within: 5e-8))
    #expect(
      isClose(
        BinaryClassification.auc(scores: scores.map { -$0 }, labels: labels), 1 - 0.9166667, within: 5e-8))
    #expect(BinaryClassification.auc(scores: [1, 1, 1], labels: [true, false, false]) == 0.5)
    #expect(BinaryClassification.auc(scores: [.nan, 0], labels: [true, false]) == 0)
    #expect(BinaryClassification.auc(scores: [1], labels: [true]) == nil)
    #expect(BinaryClassification.auc(scores: [], labels: []) == nil)
  }

  @Test("AUC counts as all pairs do", arguments: 0..<60)
  func aucByPairs(seed: UInt64) {
    var random = RandomStream(seed: seed)
    let scores = (0..<30).map { _ in Double(random.index(below: 8)) }
    let labels = [true, false] + (0..<28).map { _ in random.index(below: 4) == 0 }
    #expect(
      isClose(
        BinaryClassification.auc(scores: scores, labels: labels), RatingReference.auc(scores, labels),
        within: 1e-12))
  }

  @Test("grouped AUC, weighted and not")
  func groupedAUC() {
    #expect(
      isClose(BinaryClassification.groupedAUC([(0.8, 10), (0.5, 30), (nil, 99)]), 0.575, within: 1e-12))
    #expect(isClose(BinaryClassification.groupedAUC([(0.8, 1), (0.5, 1)]), 0.65, within: 1e-12))
    #expect(BinaryClassification.groupedAUC([(nil, 1)]) == nil)
  }

  @Test("log loss, normalised entropy and calibration error")
  func probabilities() {
    let labels = [true, false, true, true]
    let p = [0.9, 0.2, 0.7, 0.4]
    #expect(isClose(BinaryClassification.logLoss(probabilities: p, labels: labels), 0.4003674, within: 5e-8))
    #expect(
      isClose(
        BinaryClassification.logLoss(probabilities: [0, 1], labels: [true, false]), 34.538776, within: 0.04))
    #expect(
      isClose(
        BinaryClassification.normalisedEntropy(probabilities: [0.75, 0.75, 0.75, 0.75], labels: labels), 1,
        within: 1e-12))
    #expect(BinaryClassification.normalisedEntropy(probabilities: [0.5], labels: [true]) == nil)
    #expect(
      isClose(
        BinaryClassification.calibrationError(
          probabilities: [0.9, 0.8, 0.3, 0.2], labels: [true, false, true, false], bins: 2), 0.3,
        within: 1e-12))
    #expect(BinaryClassification.logLoss(probabilities: [.nan], labels: [true]) == nil)
    #expect(BinaryClassification.calibrationError(probabilities: [], labels: []) == nil)
    #expect(BinaryClassification.normalisedEntropy(probabilities: [], labels: []) == nil)
  }
}
