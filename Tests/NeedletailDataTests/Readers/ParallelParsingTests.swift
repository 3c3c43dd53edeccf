import NeedletailData
import NeedletailMath
import TestSupport
import Testing

@Suite("Parsing in parallel")
struct ParallelParsingTests {
  /// A file of several blocks with integers, text ids, quotes with newlines and odd numbers.
  static func text(rows: Int, seed: UInt64) -> [UInt8] {
    var random = RandomStream(seed: seed)
    var text = "userId,movieId,rating,timestamp\n"
    for _ in 0..<rows {
      let user =
        switch random.next() % 50 {
        case 0: "\"user\n\(random.next() % 100)\""
        case 1: "0\(random.next() % 1000)"
        case 2: "\(random.next())"
        default: "\(random.next() % 5000)"
        }
      let rating = random.next() % 20 == 0 ? "3.14159265358979" : "\(Float(random.next() % 10) / 2)"
      text += "\(user),\(random.next() % 3000),\(rating),\(1_000_000_000 + random.next() % 400_000_000)\n"
    }
    return Array(text.utf8)
  }

  @Test("the result does not depend on the number of threads")
  func threads() throws {
    let text = Self.text(rows: 300_000, seed: 5)
    #expect(text.count > 8 << 20)
    let one = try DataReader.read(
      bytes: text, name: "x", options: ReadOptions(pool: WorkerPool(threads: 1))).log
    #expect(one.count == 300_000)
    for threads in [2, 3] {
      let many = try DataReader.read(
        bytes: text, name: "x", options: ReadOptions(pool: WorkerPool(threads: threads))).log
      #expect(many.users == one.users)
      #expect(many.userRows == one.userRows)
      #expect(many.itemRows == one.itemRows)
      #expect(many.values == one.values)
      #expect(many.times == one.times)
    }
  }

  @Test("the first bad row is the error, whatever the number of threads")
  func firstError() {
    var text = Self.text(rows: 300_000, seed: 6)
    text += Array("broken\n".utf8) + Self.text(rows: 300_000, seed: 7)
    let errors = [1, 2, 3].map { threads in
      do {
        _ = try DataReader.read(
          bytes: text, name: "x", options: ReadOptions(pool: WorkerPool(threads: threads)))
        return ""
      } catch { return "\(error)" }
    }
    #expect(errors[0].contains("found 1"))
    #expect(Set(errors).count == 1)
  }

  @Test("rows are numbered in the order of ids, for every kind of id")
  func vocabulary() throws {
    let ids = ["10", "9", "a", "-3", "007", "9223372036854775807", "-9223372036854775808", "Z", "é", "0"]
    let text = ids.map { "\($0),\($0)x,1" }.joined(separator: "\n")
    let log = try DataReader.read(bytes: Array(text.utf8), name: "x").log
    #expect(log.users == Vocabulary(ids))
    #expect(log.items == Vocabulary(ids.map { "\($0)x" }))
    #expect(log.rows.map(\.user) == ids)
    let integers = ids.filter { ExternalID.integer($0) != nil && $0 != "-9223372036854775808" }
    let numbers = try DataReader.read(
      bytes: Array(integers.map { "\($0),1,1" }.joined(separator: "\n").utf8), name: "x").log
    #expect(numbers.users == Vocabulary(integers))
  }
}
