/// Turns predicted ratings into the contributions of each user to a metric, or into one number over all of them.
struct RatingMeasurement {
  let test: TestInteractions
  let predictions: [Float]

  /// The test interactions that could not be predicted.
  var unpredicted: Int { predictions.count { $0.isNaN } }

  /// The contributions of each user; nil for a metric that is no sum over users.
  func values(of key: MetricKey) -> UserValues? {
    let users = test.users.indices
    switch (key.family, key.has(.macro)) {
    case (.rmse, false), (.mae, false):
      let pairs = users.map { user -> (Double, Double) in
        let (predicted, given) = ratings(of: user)
        let errors = zip(predicted, given).map { $0 - $1 }
        let losses = errors.map { key.family == .rmse ? $0 * $0 : abs($0) }
        return (losses.reduce(0, +), Double(losses.count))
      }
      return UserValues(
        numerators: pairs.map(\.0), denominators: pairs.map(\.1),
        aggregation: key.family == .rmse ? .root : .ratio)
    case (.rmse, true): return perUser(RatingAccuracy.rmse)
    case (.mae, true): return perUser(RatingAccuracy.mae)
    default: break
    }
    return key.has(.micro) ? nil : perUser { correlation(key, $0, $1) }
  }

  /// The value of a rank correlation over all ratings together.
  func pooledValue(of key: MetricKey) -> Double? {
    var predicted: [Double] = []
    var given: [Double] = []
    for user in test.users.indices {
      let own = ratings(of: user)
      predicted += own.predicted
      given += own.given
    }
    return correlation(key, predicted, given)
  }

  private func correlation(_ key: MetricKey, _ predicted: [Double], _ given: [Double]) -> Double? {
    key.family == .spearman
      ? RatingAccuracy.spearman(predicted, given)
      : RatingAccuracy.kendall(predicted, given, form: key.has(.a) ? .a : .b)
  }

  private func perUser(_ metric: ([Double], [Double]) -> Double?) -> UserValues {
    UserValues(
      test.users.indices.map { user in
        let (predicted, given) = ratings(of: user)
        return metric(predicted, given)
      })
  }

  private func ratings(of user: Int) -> (predicted: [Double], given: [Double]) {
    var predicted: [Double] = []
    var given: [Double] = []
    for (prediction, value) in zip(predictions[test.range(of: user)], test.values(of: user))
    where !prediction.isNaN {
      predicted.append(Double(prediction))
      given.append(Double(value))
    }
    return (predicted, given)
  }
}
