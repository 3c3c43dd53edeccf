import NeedletailMath
import NeedletailTensor
import Testing

@Suite("Layers", .needsTorch)
struct LayerTests {
  private static let double = Placement(type: .float64)

  @Test("gradients of a perceptron, against differences", arguments: Activation.allCases, [false, true])
  func perceptron(activation: Activation, hasBatchNorm: Bool) throws {
    let error = try onTensorThread {
      var random = RandomStream(seed: 3)
      let network = MultilayerPerceptron(
        sizes: [4, 5, 3, 2], activation: activation, hasBatchNorm: hasBatchNorm, placement: Self.double,
        random: &random)
      let x = Tensor.leaf([6, 4], stream: 1)
      return try GradientCheck.error([x] + network.parameters.map(\.tensor)) { network(x, isTraining: true) }
    }
    #expect(error < 2e-6)
  }

  @Test("gradients of a layer norm and an embedding, against differences")
  func others() throws {
    let error = try onTensorThread {
      var random = RandomStream(seed: 3)
      let embedding = Embedding(count: 5, dimension: 4, placement: Self.double, random: &random)
      let norm = LayerNorm(dimension: 4, placement: Self.double)
      let indices = Tensor([4, 0, 4, 1])
      let tensors = (embedding.parameters + norm.parameters).map(\.tensor)
      return try GradientCheck.error(tensors) { norm(embedding(indices)) }
    }
    #expect(error < 2e-6)
  }

  @Test("batch norm normalises by the batch, follows it, and uses what it followed")
  func batchNorm() throws {
    let (trained, mean, variance, used) = try onTensorThread {
      let norm = BatchNorm(dimension: 1, momentum: 0.1, epsilon: 0, placement: Self.double)
      let x = Tensor([1, 2, 3, 6] as [Double], shape: [4, 1])
      let trained = try norm(x, isTraining: true).elements(Double.self)
      let used = try norm(x, isTraining: false).elements(Double.self)
      return (
        trained, try norm.runningMean.elements(Double.self)[0],
        try norm.runningVariance.elements(Double.self)[0], used
      )
    }
    // Mean 3, variance 3.5, unbiased 14 / 3.
    for (found, x) in zip(trained, [1.0, 2, 3, 6]) {
      #expect(abs(found - (x - 3) / 3.5.squareRoot()) < 1e-12)
    }
    #expect(abs(mean - 0.3) < 1e-12)
    #expect(abs(variance - (0.9 + 0.1 * 14 / 3)) < 1e-12)
    for (found, x) in zip(used, [1.0, 2, 3, 6]) {
      #expect(abs(found - (x - mean) / variance.squareRoot()) < 1e-12)
    }
  }

  @Test("tensors have paths")
  func paths() throws {
    let (parameters, buffers) = try onTensorThread {
      var random = RandomStream(seed: 3)
      let network = MultilayerPerceptron(sizes: [2, 3, 1], hasBatchNorm: true, random: &random)
      return (network.parameters.map(\.name), network.buffers.map(\.name))
    }
    #expect(
      parameters == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "norms.0.weight",
        "norms.0.bias",
      ])
    #expect(buffers == ["norms.0.runningMean", "norms.0.runningVariance"])
  }

  @Test("frozen parameters get no gradient")
  func freezing() throws {
    let gradients = try onTensorThread {
      var random = RandomStream(seed: 3)
      let first = Linear(inputs: 2, outputs: 2, random: &random)
      let second = Linear(inputs: 2, outputs: 1, random: &random)
      first.freeze()
      second(first(Tensor.ones([1, 2]))).sum().backward()
      return (first.weight.gradient == nil, second.weight.gradient == nil)
    }
    #expect(gradients == (true, false))
  }
}
