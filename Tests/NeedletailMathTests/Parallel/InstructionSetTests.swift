import Foundation
import NeedletailMath
import Synchronization
import Testing

@Suite("Instruction sets")
struct InstructionSetTests {
  @Test("are limited for the calling thread alone: other tests compute meanwhile")
  func limits() {
    let best = InstructionSet.current
    InstructionSet.limit(to: .portable)
    defer { InstructionSet.limit(to: .x86v4) }
    #expect(InstructionSet.current == .portable)
    let elsewhere = Mutex(InstructionSet.portable)
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      elsewhere.withLock { $0 = .current }
      done.signal()
    }
    done.wait()
    #expect(elsewhere.withLock { $0 } == best)
  }
}
