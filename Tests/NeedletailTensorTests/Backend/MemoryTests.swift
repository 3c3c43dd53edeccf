import NeedletailTensor
import Testing

@Suite("Memory of tensors", .needsTorch)
struct MemoryTests {
  @Test("in use and at its peak is counted")
  func figures() throws {
    let (before, during, after) = try onTensorThread {
      TensorRuntime.resetMemory(of: .cpu)
      let before = TensorRuntime.memory(of: .cpu)
      let tensor = Tensor.zeros([1 << 20])
      let during = withExtendedLifetime(tensor + 1) { TensorRuntime.memory(of: .cpu) }
      return (before, during, withExtendedLifetime(tensor) { TensorRuntime.memory(of: .cpu) })
    }
    #expect(before.inUse == before.peak)
    #expect(during.inUse - before.inUse >= 8 << 20 && during.inUse - before.inUse < 10 << 20)
    #expect(after.inUse - before.inUse >= 4 << 20 && after.inUse - before.inUse < 5 << 20)
    #expect(after.peak == during.peak)
  }
}
