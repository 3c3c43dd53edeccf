/// Hyper-parameters that were found for an algorithm on a public data set, by validation data alone.
///
/// Written `NAME@DATASET` wherever a specification is: `ials@gowalla`, or `ials@gowalla(dimension=64)` to change
/// some of its values.
public struct Preset: Sendable, Hashable {
  /// The name of the algorithm: "ials".
  public var algorithm: String
  /// The public data set: "gowalla".
  public var dataSet: String
  /// The specification that it stands for.
  public var specification: String
  /// The metric that it was chosen by.
  public var metric: String
  /// The metric's value on the validation part.
  public var value: Double
  /// The command that found it, the data set's folder last.
  public var command: String

  /// "ials@gowalla".
  public var name: String { "\(algorithm)@\(dataSet)" }

  /// A preset.
  public init(
    _ algorithm: String, on dataSet: String, _ specification: String, metric: String, value: Double,
    command: String
  ) {
    self.algorithm = algorithm
    self.dataSet = dataSet
    self.specification = specification
    self.metric = metric
    self.value = value
    self.command = command
  }
}
