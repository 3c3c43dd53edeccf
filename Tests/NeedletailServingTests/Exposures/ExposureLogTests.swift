import Glibc
import NeedletailMath
import NeedletailServing
import Synchronization
import TestSupport
import Testing

@Suite struct ExposureLogTests {
  @Test("what is recorded is read back in its order, whatever the values")
  func roundTrip() throws {
    let folder = TemporaryFolder()
    let records = Self.records(5000, seed: 1)
    let log = try ExposureLog(directory: folder.path)
    for record in records { log.record(record) }
    log.close()
    #expect(try Self.read(folder.path) == records)
    #expect(log.statistics.written == 5000)
    #expect(log.statistics.dropped == 0)
    // Another log goes on where this one ended.
    let next = try ExposureLog(directory: folder.path)
    next.record(records[0])
    next.close()
    #expect(try Self.read(folder.path) == records + [records[0]])
  }

  @Test("a list of 20 items takes at most 120 bytes")
  func size() throws {
    let folder = TemporaryFolder()
    let log = try ExposureLog(directory: folder.path)
    for record in Self.typical(10_000, seed: 2) { log.record(record) }
    log.close()
    #expect(log.statistics.bytes <= 120 * 10_000)
  }

  @Test("cut at any byte, a segment gives the blocks before the cut, and writing goes on")
  func tornTail() throws {
    let folder = TemporaryFolder()
    let records = Self.records(9, seed: 3)
    let log = try ExposureLog(directory: folder.path("whole"))
    for start in stride(from: 0, to: 9, by: 3) {
      for record in records[start..<start + 3] { log.record(record) }
      log.flush()
    }
    log.close()
    let bytes = try Self.bytes(folder.path("whole/00000001.seg"))
    var counts: Set<Int> = []
    for length in 0...bytes.count {
      let cut = folder.path("cut\(length)")
      mkdir(cut, 0o755)
      try Self.write(Array(bytes[..<length]), "\(cut)/00000001.seg")
      let found = try Self.read(cut)
      #expect(found.count % 3 == 0 && found == Array(records[..<found.count]))
      counts.insert(found.count)
      if length % 37 == 0 || length < 30 {
        let again = try ExposureLog(directory: cut)
        again.record(records[0])
        again.close()
        #expect(try Self.read(cut) == found + [records[0]])
      }
    }
    #expect(counts == [0, 3, 6, 9])
  }

  @Test("a changed byte loses its own block only")
  func damage() throws {
    let folder = TemporaryFolder()
    let records = Self.records(9, seed: 4)
    let log = try ExposureLog(directory: folder.path)
    for start in stride(from: 0, to: 9, by: 3) {
      for record in records[start..<start + 3] { log.record(record) }
      log.flush()
    }
    log.close()
    let path = folder.path("00000001.seg")
    let bytes = try Self.bytes(path)
    for place in stride(from: 8, to: bytes.count, by: 11) {
      var changed = bytes
      changed[place] ^= 0x10
      try Self.write(changed, path)
      let found = try Self.read(folder.path)
      #expect(found.count == 6)
      let findings = try ExposureReader(directory: folder.path).forEach { _ in }
      #expect(findings.count == 1)
    }
  }

  @Test("when too many wait, records are dropped and counted, and nobody waits")
  func dropping() throws {
    let folder = TemporaryFolder()
    var settings = ExposureSettings()
    settings.queue = 100
    settings.writeInterval = 60
    let log = try ExposureLog(directory: folder.path, settings: settings)
    let records = Self.records(100_000, seed: 5)
    for record in records { log.record(record) }
    log.close()
    let statistics = log.statistics
    #expect(statistics.dropped > 0)
    #expect(statistics.written + statistics.dropped == 100_000)
    #expect(try Self.read(folder.path).count == statistics.written)
  }

  @Test("a person is erased from all segments while others are written")
  func erasure() throws {
    let folder = TemporaryFolder()
    var settings = ExposureSettings()
    settings.segmentBytes = 20_000
    let log = try ExposureLog(directory: folder.path, settings: settings)
    let records = Self.records(20_000, seed: 6)
    let half = records[..<10_000]
    for record in half { log.record(record) }
    log.flush()
    #expect(log.statistics.segments > 5)
    let writer = JoinableThread { for record in records[10_000...] { log.record(record) } }
    let removed = try log.erase(user: 7)
    writer.join()
    log.close()
    let expected = records.filter { $0.user != 7 }
    #expect(removed >= half.count { $0.user == 7 })
    #expect(try Self.read(folder.path) == expected)
    #expect(try ExposureReader(directory: folder.path).forEach { _ in }.isEmpty)
    #expect(log.statistics.bytes == (try Self.sizes(folder.path)))
  }

  @Test("the oldest segments go when all together are too large")
  func retention() throws {
    let folder = TemporaryFolder()
    var settings = ExposureSettings()
    settings.segmentBytes = 10_000
    settings.keptBytes = 50_000
    settings.writeInterval = 0.005
    let log = try ExposureLog(directory: folder.path, settings: settings)
    let records = Self.records(5000, seed: 7)
    for start in stride(from: 0, to: 5000, by: 100) {
      for record in records[start..<start + 100] { log.record(record) }
      log.flush()
    }
    for _ in 0..<3000 where log.statistics.bytes > 50_000 { usleep(10_000) }
    log.close()
    #expect(log.statistics.bytes <= 50_000)
    let left = try Self.read(folder.path)
    #expect(!left.isEmpty && left == Array(records.suffix(left.count)))
  }

  @Test("records are taken and written faster than any server answers")
  func speed() throws {
    let folder = TemporaryFolder()
    var settings = ExposureSettings()
    settings.queue = 1 << 20
    let log = try ExposureLog(directory: folder.path, settings: settings)
    let records = Self.typical(1000, seed: 8)
    // The quickest of some rounds: a busy machine shall not fail the test; 570,000 a second were measured.
    let seconds = (0..<20).map { _ in
      let start = ContinuousClock.now
      for _ in 0..<10 { for record in records { log.record(record) } }
      log.flush()
      return (ContinuousClock.now - start) / .seconds(1)
    }.min()!
    log.close()
    #expect(log.statistics.written == 200_000)
    #expect(10_000 / seconds > 50_000)
  }
}

extension ExposureLogTests {
  static func read(_ directory: String) throws -> [Exposure] {
    var all: [Exposure] = []
    try ExposureReader(directory: directory).forEach { all += $0 }
    return all
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    let file = try MappedFile(path: path)
    return file.copyBytes(in: 0..<file.count)
  }

  static func write(_ bytes: [UInt8], _ path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    defer { close(descriptor) }
    try #require(bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) } == bytes.count)
  }

  static func sizes(_ directory: String) throws -> Int {
    var sum = 0
    for number in 1...200 {
      let name = "\(number)"
      let path = "\(directory)/\(String(repeating: "0", count: 8 - name.count))\(name).seg"
      var status = stat()
      if stat(path, &status) == 0 { sum += Int(status.st_size) }
    }
    return sum
  }

  /// Records of all sorts: nobody, odd names, items without codes, extreme numbers.
  static func records(_ count: Int, seed: UInt64) -> [Exposure] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { index in
      let entries = (0..<random.index(below: 8)).map { _ -> Exposure.Entry in
        let isKnown = random.index(below: 10) > 0
        return Exposure.Entry(
          id: isKnown ? "" : "é\(random.next())",
          item: isKnown ? Int32(random.next(upperBound: UInt64(Int32.max))) : -1,
          source: ["model", "trending", "explore"][random.index(below: 3)],
          propensity: random.index(below: 3) == 0 ? random.uniformFloat() : 1)
      }
      return Exposure(
        request: index % 5 == 0 ? "odd \(index)" : String(format16(random.next())),
        time: index == 3 ? .max : index == 4 ? .min : Int64(random.next() >> 20),
        user: index % 4 == 0 ? nil : Int32(random.index(below: 20)),
        model: index % 6 == 0 ? nil : "v00000\(index % 3)",
        pipeline: index % 2 == 0 ? "home" : "", sequence: Int64(index), offset: index % 7, entries: entries)
    }
  }

  /// Lists of 20 items out of 100,000, as a server of 200,000 users writes them.
  static func typical(_ count: Int, seed: UInt64) -> [Exposure] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { index in
      Exposure(
        request: String(format16(random.next())), time: 1_700_000_000_000 + Int64(index),
        user: Int32(random.index(below: 200_000)), model: "v000007", pipeline: "default",
        sequence: 1_000_000 + Int64(index / 5), offset: 0,
        entries: (0..<20).map { place in
          Exposure.Entry(
            id: "", item: Int32(random.index(below: 100_000)), source: place == 12 ? "explore" : "model",
            propensity: place == 12 ? 0.05 : 1)
        })
    }
  }

  private static func format16(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
