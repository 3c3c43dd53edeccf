import NeedletailMath
import Synchronization
import Testing

@Suite("Worker pool")
struct WorkerPoolTests {
  /// A sum that several tasks may share.
  private final class Sum: Sendable {
    let value = Atomic(0)
  }

  private struct Failure: Error, Equatable { let index: Int }

  @Test("every index runs once", arguments: [1, 2, 3, 8], [0, 1, 2, 7, 1000])
  func coverage(threads: Int, count: Int) {
    let pool = WorkerPool(threads: threads)
    let seen = Mutex([Int](repeating: 0, count: count))
    for _ in 0..<3 { pool.forEach(count: count) { index in seen.withLock { $0[index] += 1 } } }
    #expect(seen.withLock { $0 } == [Int](repeating: 3, count: count))
  }

  @Test("the error of the lowest index comes out, and the pool works on", arguments: [1, 2, 4])
  func errors(threads: Int) throws {
    let pool = WorkerPool(threads: threads)
    for _ in 0..<20 {
      #expect(throws: Failure(index: 0)) {
        try pool.forEach(count: 100) { index in throw Failure(index: index) }
      }
    }
    let sum = Atomic(0)
    pool.forEach(count: 100) { index in sum.add(index, ordering: .relaxed) }
    #expect(sum.load(ordering: .relaxed) == 4950)
  }

  @Test("an error stops iterations that have not begun")
  func stopping() {
    let pool = WorkerPool(threads: 2)
    let begun = Atomic(0)
    #expect(throws: Failure.self) {
      try pool.forEach(count: 1_000_000) { index in
        begun.add(1, ordering: .relaxed)
        if index == 10 { throw Failure(index: index) }
      }
    }
    #expect(begun.load(ordering: .relaxed) < 1_000_000)
  }

  @Test("a loop within a loop runs on the thread that starts it", arguments: [1, 2])
  func nesting(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let sum = Atomic(0)
    pool.forEach(count: 20) { outer in
      pool.forEach(count: 30) { inner in sum.add(outer * inner, ordering: .relaxed) }
    }
    #expect(sum.load(ordering: .relaxed) == 190 * 435)
  }

  @Test("loops of several callers take turns")
  func callers() async {
    let pool = WorkerPool(threads: 2)
    let sum = Sum()
    await withTaskGroup { group in
      for _ in 0..<4 {
        group.addTask { pool.forEach(count: 100) { index in sum.value.add(index, ordering: .relaxed) } }
      }
    }
    #expect(sum.value.load(ordering: .relaxed) == 4 * 4950)
  }

  @Test("cancellation is seen before each iteration", arguments: [1, 2])
  func cancellation(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let cancellation = Cancellation()
    let begun = Atomic(0)
    #expect(throws: CancelledError.self) {
      try pool.forEach(count: 100_000, cancellation: cancellation) { index in
        begun.add(1, ordering: .relaxed)
        if index == 5 { cancellation.cancel() }
      }
    }
    #expect(begun.load(ordering: .relaxed) < 100_000)
    #expect(cancellation.isCancelled)
    #expect("\(CancelledError())" == "interrupted")
  }

  @Test("a pool counts the processors that it may use")
  func processors() {
    #expect(WorkerPool.processorCount >= 1)
    #expect(WorkerPool().threads == WorkerPool.processorCount)
  }
}
