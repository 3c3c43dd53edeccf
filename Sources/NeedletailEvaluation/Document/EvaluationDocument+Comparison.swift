extension EvaluationDocument {
  /// A test between two models on one metric.
  public struct Comparison: Codable, Sendable, Hashable {
    /// The metric's key.
    public var metric: String
    /// The model whose value the difference starts from.
    public var first: String
    /// The model that is taken away.
    public var second: String
    /// First minus second, over the users that both have a value for.
    public var difference: Double
    /// The lower end of the difference's interval.
    public var low: Double?
    /// The upper end of the difference's interval.
    public var high: Double?
    /// The users that both have a value for.
    public var n: Int
    /// Users for whom the first is greater.
    public var greater: Int
    /// Users for whom the first is smaller.
    public var smaller: Int
    /// Mean difference divided by its standard deviation over users (Cohen's d_z); nil when all are equal.
    public var effectSize: Double?
    /// The probability of a difference as large under the hypothesis of none, of this test alone.
    public var p: Double
    /// The same, corrected for all pairs of models of this metric (Holm 1979).
    public var adjustedP: Double
    /// How `p` was computed.
    public var method: String
  }
}
