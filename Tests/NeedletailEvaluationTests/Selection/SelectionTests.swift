import NeedletailEvaluation
import Testing

/// What comes of trusting a criterion.
@Suite("Selecting a model by a criterion")
struct SelectionTests {
  @Test("the truth as its own criterion is always right, its opposite never")
  func extremes() {
    let truth = [0.2, 0.5, 0.1, 0.4]
    let right = SelectionOutcome(scores: truth, truth: truth)
    #expect(right.isBest == 1 && right.tau == 1 && right.regret == 0)
    let wrong = SelectionOutcome(scores: truth.map { -$0 }, truth: truth)
    #expect(wrong.isBest == 0 && wrong.tau == -1)
    #expect(abs(wrong.regret - 0.8) < 1e-12)
  }

  @Test("several first models are chosen among at random")
  func ties() {
    let tied = SelectionOutcome(scores: [3, 3, 1], truth: [0.5, 0.25, 0.9])
    #expect(tied.isBest == 0)
    #expect(abs(tied.regret - (1 - 0.375 / 0.9)) < 1e-12)
    let half = SelectionOutcome(scores: [3, 3, 1], truth: [0.5, 0.25, 0.1])
    #expect(half.isBest == 0.5 && half.regret == 0.25)
    // Two truly best models are both right.
    #expect(SelectionOutcome(scores: [1, 0, 0], truth: [0.5, 0.5, 0]).isBest == 1)
    #expect(SelectionOutcome(scores: [1, 0], truth: [0, 0]).regret == 0)
  }

  @Test("a model drawn at random is right one time in as many as there are models")
  func chance() {
    let chance = SelectionOutcome.chance(truth: [0.1, 0.2, 0.3, 0.4, 0.5])
    #expect(abs(chance.isBest - 0.2) < 1e-12 && chance.tau == 0)
    #expect(abs(chance.regret - 0.4) < 1e-12)
  }

  @Test("a summary is the mean over cases; its error is over data sets")
  func summary() throws {
    let right = SelectionOutcome(scores: [1, 0], truth: [1, 0.5])
    let wrong = SelectionOutcome(scores: [0, 1], truth: [1, 0.5])
    let summary = SelectionSummary([[right, right], [wrong, wrong], [right, wrong]])
    #expect(summary.recall == 0.5 && summary.tau == 0 && summary.regret == 0.25)
    // Means 1, 0, 0.5: deviation 0.5.
    #expect(abs(try #require(summary.recallError) - 0.5 / 3.0.squareRoot()) < 1e-12)
    #expect(SelectionSummary([[right]]).recallError == nil)
  }

  /// The paper's shares: 24 and 9 of 70 cases, 5 models.
  @Test("counts cases as the paper does")
  func paper() {
    let right = SelectionOutcome(scores: [5, 4, 3, 2, 1], truth: [5, 4, 3, 2, 1])
    let wrong = SelectionOutcome(scores: [1, 5, 4, 3, 2], truth: [5, 4, 3, 2, 1])
    func share(_ hits: Int) -> Double {
      let cases = (0..<70).map { $0 < hits ? right : wrong }
      return SelectionSummary((0..<5).map { Array(cases[$0 * 14..<$0 * 14 + 14]) }).recall
    }
    #expect(abs(share(24) - 0.3429) < 1e-4 && abs(share(9) - 0.1286) < 1e-4)
  }
}
