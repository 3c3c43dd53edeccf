import CKernels
import NeedletailMath
import Testing

/// Many records at once go by tiles; one at a time they never do, which makes each the oracle of the other.
@Suite("The kernel for plain text")
struct PlainTextTests {
  /// What a kernel made of a text.
  struct Result: Equatable {
    var bytes = 0
    var users: [Int64] = []
    var items: [Int64] = []
    var values: [UInt32] = []
    var times: [Int64] = []
  }

  static let kinds = [
    NEEDLETAIL_FIELD_ID, NEEDLETAIL_FIELD_IGNORED, NEEDLETAIL_FIELD_ID, NEEDLETAIL_FIELD_DECIMAL,
    NEEDLETAIL_FIELD_TIME,
  ]

  /// Parses the plain records at the start of a text, in one call or in one call a record.
  static func parse(_ text: [UInt8], onebyone: Bool) -> Result {
    let rows = text.count { $0 == UInt8(ascii: "\n") }
    var result = Result(
      users: Array(repeating: -1, count: rows), items: Array(repeating: -1, count: rows),
      values: Array(repeating: 0, count: rows), times: Array(repeating: -1, count: rows))
    var padded = [UInt8](repeating: UInt8(ascii: "\n"), count: 64) + text
    padded += [UInt8](repeating: UInt8(ascii: "\n"), count: 64)
    var row = 0
    result.users.withUnsafeMutableBytes { users in
      result.items.withUnsafeMutableBytes { items in
        result.values.withUnsafeMutableBytes { values in
          result.times.withUnsafeMutableBytes { times in
            var record = needletail_record()
            record.delimiter = UInt8(ascii: ",")
            record.count = UInt8(kinds.count)
            record.multiplier = 1000
            let columns = [users.baseAddress, nil, items.baseAddress, values.baseAddress, times.baseAddress]
            withUnsafeMutableBytes(of: &record.kinds) { target in
              for (field, kind) in kinds.enumerated() { target[field] = UInt8(kind.rawValue) }
            }
            withUnsafeMutableBytes(of: &record.columns) { target in
              let pointers = target.bindMemory(to: UnsafeMutableRawPointer?.self)
              for (field, column) in columns.enumerated() { pointers[field] = column }
            }
            padded.withUnsafeBufferPointer { padded in
              let start = padded.baseAddress! + 64
              while result.bytes < text.count {
                let end =
                  onebyone ? text[result.bytes...].firstIndex(of: UInt8(ascii: "\n"))! + 1 : text.count
                var parsed = 0
                let taken = needletail_parse_plain(
                  start + result.bytes, end - result.bytes, &record, row, &parsed)
                row += parsed
                result.bytes += taken
                guard onebyone, taken > 0 else { break }
              }
            }
          }
        }
      }
    }
    // Rows behind the last may hold whatever an attempt left there.
    result.users.removeSubrange(row...)
    result.items.removeSubrange(row...)
    result.values.removeSubrange(row...)
    result.times.removeSubrange(row...)
    return result
  }

  /// Plain records of all lengths, with both line ends.
  static func text(records: Int, random: inout RandomStream) -> [UInt8] {
    let values = ["1", "0", "5.", "3.5", "0.25", "1234567", "12345.7", "0.00001", "10", "00.5"]
    let shortOnly = random.next() % 2 == 0
    var text = ""
    for _ in 0..<records {
      let user = random.next() >> (shortOnly ? 40 : 15 + random.next() % 49)
      let value = values[Int(random.next() % UInt64(values.count))]
      let ignored = ["", "x", "some text", "\r"][Int(random.next() % 4)]
      text +=
        "\(user),\(ignored),\(random.next() % 100_000),\(value),\(random.next() >> (20 + random.next() % 44))"
      text += random.next() % 3 == 0 ? "\r\n" : "\n"
    }
    return Array(text.utf8)
  }

  @Test(
    "tiles give what single records give, also when a byte is damaged",
    arguments: [NEEDLETAIL_PORTABLE, NEEDLETAIL_X86_64_V3, NEEDLETAIL_X86_64_V4])
  func tiles(_ set: needletail_set) {
    needletail_limit_instruction_set(Int32(set.rawValue))
    defer { needletail_limit_instruction_set(Int32(NEEDLETAIL_X86_64_V4.rawValue)) }
    var random = RandomStream(seed: 3)
    for round in 0..<400 {
      var text = Self.text(records: 1 + Int(random.next() % 700), random: &random)
      if round % 4 > 0 {
        let damage = Array(",\n\r\".-09a \u{7f}".utf8) + [0, 0xff]
        // The last newline stays: blocks always end in one.
        text[Int(random.next() % UInt64(text.count - 1))] =
          damage[
            Int(random.next() % UInt64(damage.count))]
      }
      let many = Self.parse(text, onebyone: false)
      #expect(many == Self.parse(text, onebyone: true), "round \(round)")
      if round % 4 == 0 { #expect(many.bytes == text.count) }
    }
  }

  @Test(
    "bounds are those of the values from the floor on",
    arguments: [NEEDLETAIL_PORTABLE, NEEDLETAIL_X86_64_V3, NEEDLETAIL_X86_64_V4])
  func bounds(_ set: needletail_set) {
    needletail_limit_instruction_set(Int32(set.rawValue))
    defer { needletail_limit_instruction_set(Int32(NEEDLETAIL_X86_64_V4.rawValue)) }
    var random = RandomStream(seed: 4)
    for count in 0..<70 {
      let values = (0..<count).map { _ in Int64(bitPattern: random.next()) >> Int64(random.next() % 60) }
      for floor in [Int64.min, 0, 1 << 40] {
        let kept = values.filter { $0 >= floor }
        let found = needletail_find_bounds(values, count, floor)
        #expect(found.low == kept.min() ?? .max)
        #expect(found.high == kept.max() ?? .min)
        #expect(found.count == kept.count)
      }
    }
  }
}
