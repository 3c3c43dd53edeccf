/// What a server asks of whatever keeps its models: their versions, and which of them answers.
///
/// `versions` and `train` may read and write files, and are called on threads that may wait; the others see to
/// that themselves.
package protocol ModelKeeping: Sendable {
  /// All versions that are kept, the newest first.
  func versions() throws -> [KeptModel]
  /// Lets a version answer.
  ///
  /// - Throws: `RequestFault` (notFound) for an unknown version.
  func deploy(_ version: String) async throws
  /// Lets the version answer that answered before the present one.
  ///
  /// - Throws: `RequestFault` (conflict) when there is none.
  func rollBack() async throws
  /// Starts to train a new version, and does not wait for it.
  ///
  /// - Throws: `RequestFault` (conflict) when a training is under way or the server was not told to train.
  func train() throws
}

/// A version of the model.
package struct KeptModel: Sendable {
  /// Its name.
  package var version: String
  /// The algorithm with its hyper-parameters.
  package var specification: String
  /// When it was made, in milliseconds.
  package var created: Int64
  /// Whether it answers at present.
  package var isDeployed: Bool
  /// What was measured of it before it was deployed, by metric.
  package var metrics: [(name: String, value: Double)]

  /// A version.
  package init(
    version: String, specification: String, created: Int64, isDeployed: Bool,
    metrics: [(name: String, value: Double)] = []
  ) {
    self.version = version
    self.specification = specification
    self.created = created
    self.isDeployed = isDeployed
    self.metrics = metrics
  }
}
