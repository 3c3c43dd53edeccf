/// Where a search looks for good values of a hyper-parameter; usually narrower than what is legal.
public enum SearchSpace: Sendable, Hashable {
  /// Whole numbers, each as likely as the next.
  case integers(ClosedRange<Int>)
  /// Whole numbers, each doubling as likely as the next: dimensions, neighbours, epochs.
  case logarithmicIntegers(ClosedRange<Int>)
  /// Numbers, uniformly.
  case numbers(ClosedRange<Double>)
  /// Positive numbers, uniformly in their logarithm: regularisation, learning rates.
  case logarithmic(ClosedRange<Double>)
  /// Some of the legal values, each as likely as the next.
  case values([HyperparameterValue])
}
