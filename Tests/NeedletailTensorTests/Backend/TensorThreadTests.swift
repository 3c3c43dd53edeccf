import NeedletailCore
import NeedletailTensor
import Testing

@Suite("The tensor thread", .needsTorch)
struct TensorThreadTests {
  @Test("work returns plain values, nested work runs at once")
  func runs() throws {
    #expect(!TensorThread.isCurrent)
    let values = try TensorThread.run {
      try TensorThread.run {
        try (Tensor([1, 2] as [Float]) + Tensor([3, 4] as [Float])).elements(Float.self)
      }
    }
    #expect(values == [4, 6])
    #expect(try TensorThread.run { TensorThread.isCurrent })
  }

  @Test("many threads may ask at once")
  func manyCallers() async throws {
    let sums = try await withThrowingTaskGroup(of: Double.self) { group in
      for number in 0..<16 {
        group.addTask { try TensorThread.run { try Tensor.full([number + 1], 1).sum().value() } }
      }
      return try await group.reduce(0, +)
    }
    #expect(sums == 136)
  }

  @Test("errors of the body come through")
  func bodyError() {
    struct Oops: Error {}
    #expect(throws: Oops.self) { try TensorThread.run { throw Oops() } }
  }

  @Test("memory that runs out is thrown by the step, and the next step works")
  func memory() throws {
    let error = #expect(throws: TensorError.self) {
      try TensorThread.run {
        let huge = Tensor.zeros([1 << 46])
        let after = (huge + 1).reshaped([2, -1]).matmul(huge).relu().sum()
        after.backward()
      }
    }
    #expect(error?.kind == .memory)
    #expect(error?.operation == "aten::zeros")
    #expect(try TensorThread.run { try Tensor([1, 2] as [Float]).sum().value() } == 3)
  }

  @Test("reading after a failure throws it")
  func reading() throws {
    #expect(throws: TensorError.self) {
      try TensorThread.run { try Tensor.zeros([1 << 46]).elements() as [Float] }
    }
    #expect(try TensorThread.run { true })
  }

  @Test("a CUDA device that is not there is an error that says so")
  func devices() throws {
    #expect(try DeviceChoice.cpu.device() == .cpu)
    #expect(DeviceChoice(rawValue: "gpu") == nil)
    guard try DeviceChoice.auto.device() == .cpu else { return }
    let error = #expect(throws: TensorError.self) { try DeviceChoice.cuda.device() }
    #expect(error?.description.contains("finds no CUDA device; use --device cpu or auto") ?? false)
    #expect(throws: TensorError.self) { try TensorThread.run { _ = Tensor.zeros([1], device: .cuda(0)) } }
  }

  @Test("a bound value is used on the thread only and lives between pieces of work")
  func bound() throws {
    let sum = try TensorBound { Tensor.zeros([]) }
    for number in 1...4 { try sum.withValue { $0.add(Tensor(Double(number))) } }
    #expect(try sum.withValue { try $0.value() } == 10)
  }
}
