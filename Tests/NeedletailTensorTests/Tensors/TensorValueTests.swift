import Foundation
import NeedletailTensor
import Testing

@Suite("Values of tensors", .needsTorch)
struct TensorValueTests {
  private func values(_ make: @Sendable () -> Tensor) throws -> (shape: [Int], elements: [Double]) {
    try onTensorThread {
      let tensor = make()
      return (tensor.shape, try tensor.to(.float64).contiguous().elements(Double.self))
    }
  }

  @Test("what goes in comes out, for every type")
  func roundTrip() throws {
    try onTensorThread { try Tensor([1, -2, 3] as [Int32]).elements(Int32.self) == [1, -2, 3] }.expectTrue()
    try onTensorThread { try Tensor([1, -2, 3]).elements(Int.self) == [1, -2, 3] }.expectTrue()
    try onTensorThread { try Tensor([true, false]).elements(Bool.self) == [true, false] }.expectTrue()
    try onTensorThread { try Tensor([] as [Float]).elements(Float.self).isEmpty }.expectTrue()
    try onTensorThread { try Tensor([0.1] as [Double]).host().elements(Double.self) == [0.1] }.expectTrue()
    let host = HostTensor([1, 2, 3, 4] as [UInt8], shape: [2, 2])
    #expect(
      try onTensorThread { try Tensor(host).transposed().contiguous().host() }.elements() == [1, 3, 2, 4]
        as [UInt8])
    #expect(
      try onTensorThread { try Tensor(host).transposed().host() }.elements() == [1, 3, 2, 4] as [UInt8])
  }

  @Test("memory of the host is shared and its owner kept")
  func sharing() throws {
    final class Owner {
      var ended: () -> Void = {}
      deinit { ended() }
    }
    let result = try onTensorThread {
      let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4)
      defer { memory.deallocate() }
      memory.update(repeating: 1)
      var hasEnded = false
      @inline(never) func use() -> (Float, Bool) {
        let owner = Owner()
        owner.ended = { hasEnded = true }
        let tensor = Tensor(sharing: memory, shape: [2, 2], owner: owner)
        return withExtendedLifetime(tensor) {
          tensor.add(Tensor(2))
          return (memory.reduce(0, +), hasEnded)
        }
      }
      let (sum, before) = use()
      return (sum, before, hasEnded)
    }
    #expect(result == (12, false, true))
  }

  @Test("indexing, joining and reductions")
  func layout() throws {
    let grid: @Sendable () -> Tensor = { Tensor.range(12).reshaped([3, 4]) }
    #expect(try values { grid().slice(1, 1..<3) } == ([3, 2], [1, 2, 5, 6, 9, 10]))
    #expect(try values { grid().selecting(Tensor([2, 0]), along: 0).slice(1, 0..<1) } == ([2, 1], [8, 0]))
    #expect(
      try values { grid().gathering(Tensor([1, 3, 0], shape: [3, 1]), along: 1) } == ([3, 1], [1, 7, 8]))
    #expect(try values { grid().sum(1) } == ([3], [6, 22, 38]))
    #expect(try values { grid().to(.float32).mean(0, 1) } == ([], [5.5]))
    #expect(try values { grid().max(0).indices } == ([4], [2, 2, 2, 2]))
    #expect(try values { Tensor.concatenated([grid(), grid()], along: 1) }.shape == [3, 8])
    #expect(try values { Tensor.stacked([grid(), grid()], along: -1) }.shape == [3, 4, 2])
    #expect(try values { Tensor.full([2], 3) - 1 } == ([2], [2, 2]))
  }

  @Test("losses are their formulas")
  func losses() throws {
    let logits = [2.0, -30, 0.5]
    let targets = [1.0, 0, 0.25]
    let logistic = zip(logits, targets).map { x, t in
      -t * Foundation.log(1 / (1 + exp(-x))) + (1 - t) * log1p(exp(x))
    }
    let found = try values { Tensor(logits).binaryCrossEntropy(targets: Tensor(targets)) }.elements[0]
    #expect(abs(found - logistic.reduce(0, +) / 3) < 1e-12)

    let smoothing = 0.2
    let normaliser = Foundation.log(logits.map { exp($0) }.reduce(0, +))
    let expected = normaliser - (1 - smoothing) * logits[2] - smoothing * logits.reduce(0, +) / 3
    let cross = try values {
      Tensor(logits, shape: [1, 3]).crossEntropy(targets: Tensor([2]), labelSmoothing: smoothing)
    }.elements[0]
    #expect(abs(cross - expected) < 1e-12)
  }

  @Test("dropout repeats for a seed, keeps the mean, and is off outside training")
  func dropout() throws {
    let result = try onTensorThread {
      func draw(_ seed: UInt64) throws -> [Float] {
        TensorRuntime.seed(seed)
        return try Tensor.ones([10_000]).dropout(0.25, isTraining: true).elements()
      }
      let off = try Tensor.ones([10]).dropout(0.25, isTraining: false).elements(Float.self)
      return (try draw(1), try draw(1), try draw(2), off)
    }
    #expect(result.0 == result.1 && result.0 != result.2)
    #expect(result.3 == Array(repeating: 1, count: 10))
    #expect(Set(result.0) == [0, Float(4) / 3])
    #expect(abs(result.0.reduce(0, +) / 10_000 - 1) < 0.03)
  }

  @Test("what dropout keeps is its gradient, in every residue of a tensor's length", arguments: 1...9)
  func dropoutGradient(count: Int) throws {
    let (output, gradient) = try onTensorThread {
      TensorRuntime.seed(UInt64(count))
      let x = Tensor.ones([count]).requiringGradient()
      let y = x.dropout(0.5, isTraining: true)
      y.sum().backward()
      return (try y.elements(Float.self), try x.gradient!.elements(Float.self))
    }
    #expect(output == gradient)
    #expect(Set(output).isSubset(of: [0, 2]))
  }

  @Test("neighbours are dropped independently of each other")
  func dropoutPairs() throws {
    let kept = try onTensorThread {
      TensorRuntime.seed(3)
      return try Tensor.ones([100_000]).dropout(0.5, isTraining: true).elements(Float.self)
    }
    for distance in 1...8 {
      let both = (0..<kept.count - distance).count { kept[$0] > 0 && kept[$0 + distance] > 0 }
      // A quarter, with a standard deviation of .0014.
      #expect(abs(Double(both) / Double(kept.count - distance) - 0.25) < 0.007)
    }
  }
}

extension Bool {
  fileprivate func expectTrue() { #expect(self) }
}
