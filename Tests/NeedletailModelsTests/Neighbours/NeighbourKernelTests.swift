import CKernels
import NeedletailMath
import Testing

/// The kernels of the neighbours beside plain versions; one after the other, because the instruction set is
/// limited for the whole process.
@Suite("Neighbour kernels", .serialized)
struct NeighbourKernelTests {
  @Test("the largest are kept, ties by place", arguments: [0, 1, 2, 5, 100, 1000])
  func keepLargest(count: Int) {
    for (round, limit) in [0, 1, 3, 50, 999, 2000].enumerated() {
      var random = RandomStream(seed: UInt64(count), stream: UInt64(round))
      let special: [Float] = [0, -0.0, .nan, .infinity, -.infinity, 1, -1, .leastNonzeroMagnitude]
      let values = (0..<count).map { _ -> Float in
        random.index(below: 3) == 0
          ? special[random.index(below: special.count)] : Float(random.index(below: 20)) * 0.0625 - 0.5
      }
      let expected = values.indices.filter { values[$0] != 0 && values[$0].isFinite }
        .sorted { values[$0] == values[$1] ? $0 < $1 : values[$0] > values[$1] }.prefix(limit).sorted()
      var columns = values.indices.map { Int32($0 * 2) }
      var kept = values
      var scratch = [UInt32](repeating: 7, count: count)
      let length = needletail_keep_largest(&columns, &kept, count, limit, &scratch)
      #expect(Array(columns.prefix(length)) == expected.map { Int32($0 * 2) }, "limit \(limit)")
      #expect(Array(kept.prefix(length)) == expected.map { values[$0] }, "limit \(limit)")
    }
  }

  @Test("sums are taken in order, once", arguments: [0, 1, 64, 65, 1000])
  func takeSums(width: Int) {
    defer { needletail_limit_instruction_set(Int32(NEEDLETAIL_X86_64_V4.rawValue)) }
    for set in [NEEDLETAIL_PORTABLE, NEEDLETAIL_X86_64_V4] {
      needletail_limit_instruction_set(Int32(set.rawValue))
      let blocks = (width + 63) / 64
      var random = RandomStream(seed: 3, stream: UInt64(width))
      let chosen = (0..<width).filter { _ in random.index(below: 9) == 0 }
      var sums = [Float](repeating: 0, count: blocks * 64)
      var marks = [UInt8](repeating: 0, count: blocks)
      for column in chosen {
        sums[column] = column % 5 == 0 ? 0 : Float(column) - 20.5
        marks[column / 64] = 1
      }
      var columns = [Int32](repeating: 0, count: width + 16)
      var values = [Float](repeating: 0, count: width + 16)
      let without = chosen.last { $0 % 5 != 0 } ?? -1
      let expected = chosen.filter { $0 % 5 != 0 && $0 != without }
      let length = needletail_take_sums(&sums, &marks, blocks, Int32(without), &columns, &values)
      #expect(columns.prefix(length).map { Int($0) } == expected)
      #expect(Array(values.prefix(length)) == expected.map { Float($0) - 20.5 })
      #expect(sums.allSatisfy { $0 == 0 } && marks.allSatisfy { $0 == 0 })
    }
  }
}
