import NeedletailCore
import NeedletailMath
import NeedletailTensor

/// A small regression with dropout, batch norm and state of its own, so that everything a checkpoint holds counts.
struct ToyTask: TrainingTask {
  static let batchSize = 8
  let network: MultilayerPerceptron
  let seed: UInt64
  /// Counts updates, as tables outside the graph would.
  var updates = 0.0
  private var order: [Int] = []

  init(seed: UInt64 = 5) {
    var random = RandomStream(seed: seed)
    network = MultilayerPerceptron(
      sizes: [3, 8, 1], activation: .gelu, dropout: 0.3, hasBatchNorm: true, random: &random)
    self.seed = seed
  }

  var layers: any Layer { network }
  var batchCount: Int { 6 }
  func exampleCount(ofBatch batch: Int) -> Int { Self.batchSize }

  mutating func prepare(epoch: Int) {
    var random = RandomStream(seed: seed, stream: UInt64(epoch + 1))
    order = Array(0..<batchCount * Self.batchSize).shuffled(using: &random)
  }

  mutating func loss(ofBatch batch: Int) -> Tensor {
    let rows = order[batch * Self.batchSize..<(batch + 1) * Self.batchSize]
    var inputs: [Float] = []
    var targets: [Float] = []
    for row in rows {
      var random = RandomStream(seed: 77, stream: UInt64(row))
      let x = (0..<3).map { _ in random.uniformFloat() }
      inputs += x
      targets.append(x[0] - 2 * x[1] + x[0] * x[2])
    }
    return network(Tensor(inputs, shape: [rows.count, 3]), isTraining: true)
      .meanSquaredError(targets: Tensor(targets, shape: [rows.count, 1]))
  }

  mutating func update(factor: Double) { updates += factor }

  var extraState: [(name: String, tensor: HostTensor)] { [("updates", HostTensor([updates], shape: []))] }
  mutating func restore(extraState state: [String: HostTensor]) { updates = state["updates"]!.elements()[0] }

  func model(epochs: Int) throws -> any Recommender {
    var values: [Float] = [Float(updates)]
    for parameter in network.parameters + network.buffers {
      values += try parameter.tensor.elements(Float.self)
    }
    return ToyModel(epochs: epochs, values: values)
  }
}
