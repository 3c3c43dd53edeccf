/// A metric's contributions of each user: what its value, its interval and its tests are computed from.
///
/// The metric is a function of Σ numerators / Σ denominators; a user with denominator 0 does not count.
public struct UserValues: Sendable, Equatable {
  /// What becomes of the ratio of the sums.
  public enum Aggregation: Sendable, Hashable {
    /// The ratio itself: a mean when the denominators are 1.
    case ratio
    /// Its root: RMSE from squared errors.
    case root
    /// Ratio − 1: popularity lift.
    case relativeChange
  }

  /// One number a user.
  public var numerators: [Double]
  /// One weight a user, 0 for users that have no value.
  public var denominators: [Double]
  /// What becomes of the ratio of the sums.
  public let aggregation: Aggregation

  /// Contributions of users.
  ///
  /// - Precondition: as many numerators as denominators.
  public init(numerators: [Double], denominators: [Double], aggregation: Aggregation = .ratio) {
    precondition(
      numerators.count == denominators.count, "\(numerators.count) values, \(denominators.count) weights")
    self.numerators = numerators
    self.denominators = denominators
    self.aggregation = aggregation
  }

  /// Values to be averaged; nil where a user has none.
  public init(_ values: [Double?]) {
    self.init(numerators: values.map { $0 ?? 0 }, denominators: values.map { $0 == nil ? 0 : 1 })
  }

  /// The number of users that count.
  public var count: Int { denominators.count { $0 > 0 } }

  /// The metric; nil when no user counts.
  public var value: Double? { value(of: numerators.indices) }

  /// The metric over some of the users.
  func value(of users: some Sequence<Int>) -> Double? {
    var numerator = 0.0
    var denominator = 0.0
    for user in users {
      numerator += numerators[user]
      denominator += denominators[user]
    }
    return value(numerator, denominator)
  }

  /// The metric from its sums.
  func value(_ numerator: Double, _ denominator: Double) -> Double? {
    guard denominator > 0 else { return nil }
    let ratio = numerator / denominator
    switch aggregation {
    case .ratio: return ratio
    case .root: return ratio.squareRoot()
    case .relativeChange: return ratio - 1
    }
  }

  /// One user's own value, or nil.
  public func value(ofUser user: Int) -> Double? { value(numerators[user], denominators[user]) }

  /// The contributions of some of the users, in the given order.
  func selecting(_ users: [Int]) -> UserValues {
    UserValues(
      numerators: users.map { numerators[$0] }, denominators: users.map { denominators[$0] },
      aggregation: aggregation)
  }
}
