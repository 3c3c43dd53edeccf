/// A loss that cannot be computed: the batch contradicts itself.
public enum LossError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The target of a query is no row of the catalogue.
  case targetOutOfRange(position: Int, target: Int, items: Int)
  /// The sampler gives the target of a query no probability, so that its logit cannot be corrected.
  case targetNeverDrawn(position: Int, target: Int)

  /// What is wrong, and where.
  public var description: String {
    switch self {
    case .targetOutOfRange(let position, let target, let items):
      "target \(target) of query \(position): not one of the \(items) items, numbered from 0"
    case .targetNeverDrawn(let position, let target):
      "target \(target) of query \(position): the sampler never draws it; correct negatives only"
    }
  }
}
