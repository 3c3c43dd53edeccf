public import NeedletailCore

/// A network with what it learns from: the part of a training that differs from model to model.
///
/// A value lives on the tensor thread. Batches are numbered, and what a batch holds is a function of the seed, the epoch
/// and its number, so that a training goes on anywhere.
public protocol TrainingTask: SendableMetatype {
  /// The network; its parameters are trained.
  var layers: any Layer { get }
  /// The number of batches in an epoch.
  var batchCount: Int { get }
  /// The number of examples in a batch, for the rate and the mean loss.
  func exampleCount(ofBatch batch: Int) -> Int

  /// Makes an epoch's batches ready: draws their order. Called again when a training goes on within an epoch.
  mutating func prepare(epoch: Int) throws
  /// The mean loss of a batch, as a single number.
  mutating func loss(ofBatch batch: Int) throws -> Tensor
  /// Updates what is trained outside the graph, after the gradients were collected; does nothing unless there is such a
  /// thing.
  ///
  /// - Parameter factor: of the learning rate, by the schedule.
  mutating func update(factor: Double) throws

  /// What is trained outside the graph, by names that no tensor of the layers has.
  var extraState: [(name: String, tensor: HostTensor)] { get throws }
  /// Sets what `extraState` gave.
  ///
  /// - Parameter state: by name; checked by whoever restores.
  mutating func restore(extraState state: [String: HostTensor]) throws

  /// The model as it stands, as plain values; its `algorithm` names `epochs`.
  func model(epochs: Int) throws -> any Recommender
}

extension TrainingTask {
  /// Does nothing.
  public mutating func update(factor: Double) throws {}
  /// None.
  public var extraState: [(name: String, tensor: HostTensor)] { get throws { [] } }
  /// Does nothing.
  public mutating func restore(extraState state: [String: HostTensor]) throws {}
}
