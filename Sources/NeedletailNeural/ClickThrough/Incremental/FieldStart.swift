import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailTensor

/// A fitted model as the place where another training begins.
struct FieldStart: Sendable {
  private let parameters: FieldParameters
  /// For each row of the new space the row of the model that it begins with.
  private let rows: [Int32]

  /// A start; nil when there is no model, or it has another algorithm, other fields, dimensions or towers. A network that
  /// normalises over batches is no start: its figures are folded into its weights.
  init?(
    _ previous: (any Recommender)?, of algorithm: any FieldAlgorithm, in space: FieldSpace,
    _ network: FieldNetwork.Design
  ) {
    guard let model = previous as? FieldRecommender, type(of: model.algorithm) == type(of: algorithm) else {
      return nil
    }
    let own = model.parameters
    guard own.network == network, !network.towers.contains(where: \.hasBatchNorm),
      let layout = try? algorithm.layout(space), own.layout.crosses?.bits == layout.crosses?.bits,
      let rows = space.rows(in: own.layout.space)
    else { return nil }
    parameters = own
    self.rows = zip(rows, space.unseenRows(in: own.layout.space)).map { $0 < 0 ? $1 : $0 }
  }

  /// Puts the model's numbers into a training that has not begun, on the tensor thread.
  ///
  /// - Throws: `EmbeddingError`.
  func begin(_ task: inout FieldTask) throws {
    let tables = parameters.tables
    if let weights = tables.weights { try task.tables.weights?.begin(with: weights.span, rows: rows) }
    if let vectors = tables.vectors { try task.tables.vectors?.begin(with: vectors.span, rows: rows) }
    if let crosses = tables.crosses {
      try task.tables.crosses?.begin(with: crosses.span, rows: (0..<Int32(crosses.count)).map { $0 })
    }
    task.network.begin(with: parameters)
  }
}

extension FieldSpace {
  /// For each row of this space the row of unseen values of the same field of another.
  func unseenRows(in other: FieldSpace) -> [Int32] {
    zip(fields, other.fields).flatMap { [Int32](repeating: $1.missingRow, count: $0.count) }
  }
}

extension FieldNetwork {
  /// Takes over the numbers of a network of the same shape.
  fileprivate func begin(with parameters: FieldParameters) {
    func assign(_ tensor: Tensor?, _ numbers: SharedBuffer<Float>) {
      guard let tensor else { return }
      withoutGradients { tensor.assign(Tensor(numbers.array, shape: tensor.shape, device: tensor.device)) }
    }
    assign(bias, parameters.bias)
    if let pairs, let weights = parameters.pairs?.weights { assign(pairs.weight, weights.elements) }
    for (tower, stack) in zip(towers + numeric, parameters.towers + parameters.numeric) {
      for (layer, numbers) in zip(tower.layers, stack.layers) {
        assign(layer.weight, numbers.weight.factors.elements)
        assign(layer.bias, numbers.bias)
      }
    }
  }
}
