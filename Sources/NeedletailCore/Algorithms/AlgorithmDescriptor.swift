/// What is printed and checked about an algorithm.
public struct AlgorithmDescriptor: Sendable {
  /// The name in specifications, lower case: "ease".
  public var name: String
  /// One line: what it is.
  public var summary: String
  /// The paper: authors, title, venue and year; empty for folklore.
  public var paper: String
  /// Its hyper-parameters in the order of printing.
  public var hyperparameters: [Hyperparameter]
  /// The memory formula in words: "2·n² + 4·n·512 bytes for n items".
  public var memoryFormula: String

  /// A descriptor.
  public init(
    name: String, summary: String, paper: String, hyperparameters: [Hyperparameter], memoryFormula: String
  ) {
    self.name = name
    self.summary = summary
    self.paper = paper
    self.hyperparameters = hyperparameters
    self.memoryFormula = memoryFormula
  }
}
