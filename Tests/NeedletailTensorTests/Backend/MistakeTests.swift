import NeedletailTensor
import Testing

/// Mistakes in a program end it, with a text that shows in optimised builds.
@Suite("Mistakes with tensors", .needsTorch)
struct MistakeTests {
  private func text(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test("a tensor off the thread")
  func offThread() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try TensorBackend.shared()
      _ = Tensor([1, 2] as [Float])
    }
    #expect(text(result).contains("TensorThread.run"))
  }

  @Test("shapes that do not broadcast")
  func broadcast() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      try TensorThread.run { _ = Tensor.zeros([3, 4]) + Tensor.zeros([5]) }
    }
    #expect(text(result).contains("add: shapes [3, 4] and [5] do not broadcast"))
  }

  @Test("matrices that do not fit")
  func matmul() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      try TensorThread.run { _ = Tensor.zeros([3, 4]).matmul(Tensor.zeros([3, 4])) }
    }
    #expect(text(result).contains("matmul: shapes [3, 4] and [3, 4]"))
  }

  @Test("what only LibTorch notices")
  func types() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      try TensorThread.run { _ = Tensor.zeros([2, 2]).matmul(Tensor.zeros([2, 2], type: .int64)) }
    }
    #expect(text(result).contains("aten::matmul"))
  }
}
