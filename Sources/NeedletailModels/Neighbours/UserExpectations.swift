import NeedletailCore
import NeedletailMath

/// What the values of each user are expected to be: their mean and deviation, or a baseline of user and item.
struct UserExpectations: Sendable {
  private let form: NeighbourForm
  private let means: [Float]
  private let deviations: [Float]
  /// For `baseline`, with each training user's own deviation from it.
  private let baseline: RatingBaseline?
  private let userDeviations: [Float]
  /// The deviation of all values, for histories that have none.
  private let overall: Float

  /// What is expected of whoever asks.
  struct Own {
    /// The mean of the values; under `baseline` how far they lie from it.
    var mean: Float
    /// The unit in which values differ from what is expected.
    var unit: Float
  }

  /// The expectations that a form needs, of values users × items.
  ///
  /// - Throws: `TrainingError` for values that are not finite under `baseline`.
  init(_ histories: CSRMatrix, form: NeighbourForm) throws {
    self.form = form
    let moments = ValueMoments(histories)
    means = moments.means
    deviations = moments.deviations
    let all = ValueMoments.moments((0..<histories.count).map { histories.value(at: $0) }).deviation
    overall = all > 0 ? all : 1
    let baseline = form == .baseline ? try RatingBaseline(of: histories) : nil
    self.baseline = baseline
    userDeviations =
      baseline.map { baseline in
        (0..<histories.rows).map { baseline.userDeviation(histories.profile(ofRow: $0)) }
      } ?? []
  }

  /// What a training user's value of an item differs by from what is expected.
  func difference(_ value: Float, user: Int, item: Int) -> Float {
    if let baseline { return value - baseline.value(userDeviations[user], item: item) }
    return form == .zScore ? (value - means[user]) / deviations[user] : value - means[user]
  }

  /// What is expected of a history.
  func expectation(of profile: Profile) -> Own {
    if let baseline { return Own(mean: baseline.userDeviation(profile), unit: 1) }
    let (mean, deviation) = ValueMoments.moments(profile.weights)
    return Own(mean: mean, unit: form == .zScore ? (deviation > 0 ? deviation : overall) : 1)
  }

  /// What a value of an item is expected to be.
  func value(_ own: Own, item: Int) -> Float { baseline?.value(own.mean, item: item) ?? own.mean }
}
