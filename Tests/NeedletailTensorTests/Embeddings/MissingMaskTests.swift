import NeedletailMath
import NeedletailTensor
import Testing

@Suite("A mask of ids")
struct MissingMaskTests {
  func masked(_ rows: [Int32], _ mask: MissingMask, step: Int, threads: Int = 1) -> [Int32] {
    var rows = rows
    var span = rows.mutableSpan
    mask.apply(to: &span, step: step, pool: WorkerPool(threads: threads))
    return rows
  }

  @Test("takes the asked share, to the field's missing row, and leaves padding")
  func share() throws {
    let fields = 7
    let mask = try MissingMask(share: 0.01, seed: 4, reserved: ReservedRows(fields: fields))
    let rows = (0..<700_000).map { Int32($0 % 5 == 0 ? 0 : 100 + $0) }
    let result = masked(rows, mask, step: 3)
    let changed = rows.indices.filter { result[$0] != rows[$0] }
    // 560,000 draws at 1%: a standard deviation of 74.
    #expect(abs(changed.count - 5600) < 370)
    #expect(changed.allSatisfy { result[$0] == Int32(1 + $0 % fields) })
    #expect(rows.indices.filter { rows[$0] == 0 }.allSatisfy { result[$0] == 0 })
    // Every field and every tenth of the positions has its part.
    for field in 0..<fields { #expect(abs(changed.count { $0 % fields == field } - 800) < 150) }
    for part in 0..<10 { #expect(abs(changed.count { $0 / 70_000 == part } - 560) < 120) }
  }

  @Test("depends on seed, step and position, not on threads or the length of the batch")
  func determinism() throws {
    let reserved = ReservedRows(fields: 1, missing: .shared)
    let mask = try MissingMask(share: 0.2, seed: 4, reserved: reserved)
    let rows = (0..<100_000).map { Int32($0 + 2) }
    let result = masked(rows, mask, step: 8)
    #expect(result == masked(rows, mask, step: 8, threads: 3))
    #expect(Array(result.prefix(1000)) == masked(Array(rows.prefix(1000)), mask, step: 8))
    #expect(result != masked(rows, mask, step: 9))
    #expect(try result != masked(rows, MissingMask(share: 0.2, seed: 5, reserved: reserved), step: 8))
    #expect(try masked(rows, MissingMask(share: 0, seed: 4, reserved: reserved), step: 8) == rows)
  }

  @Test("of an impossible share is refused", arguments: [-0.1, 1.5, .nan])
  func badShare(share: Double) {
    #expect(throws: EmbeddingError.self) { try MissingMask(share: share, seed: 1, reserved: ReservedRows()) }
  }
}
