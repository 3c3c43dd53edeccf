/// Makes the content of a block.
struct ExposureEncoder {
  private var names: [String] = []
  private var places: [String: Int] = [:]
  private var body = CompactWriter()
  private var time: Int64 = 0
  private var sequence: Int64 = 0

  /// Names, then records.
  var content: [UInt8] {
    var writer = CompactWriter()
    writer.write(names.count)
    for name in names { writer.write(name) }
    writer.append(body)
    return writer.bytes
  }

  mutating func add(_ record: Exposure) {
    body.write(signed: record.time &- time)
    time = record.time
    body.write(signed: record.sequence &- sequence)
    sequence = record.sequence
    write(request: record.request)
    // 0 is nobody.
    body.write(record.user.map { UInt64(UInt32(bitPattern: $0)) + 1 } ?? 0)
    body.write(place(of: record.pipeline))
    body.write(record.model.map { place(of: $0) + 1 } ?? 0)
    body.write(UInt64(bitPattern: Int64(record.offset)))
    body.write(record.entries.count)
    for entry in record.entries {
      // 0 is an item without a code, whose id follows.
      body.write(entry.item < 0 ? 0 : UInt64(entry.item) + 1)
      if entry.item < 0 { body.write(entry.id) }
    }
    writeSources(record.entries)
    writePropensities(record.entries)
  }

  /// Names of 16 hexadecimal digits, as the engine gives them, in eight bytes; others as they are.
  private mutating func write(request: String) {
    if let word = ExposureName.word(request) {
      body.write(0)
      body.write(word: word)
    } else {
      body.write(1)
      body.write(request)
    }
  }

  /// Stages as runs: a list mostly comes from one.
  private mutating func writeSources(_ entries: [Exposure.Entry]) {
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].source == entries[start].source { end += 1 }
      body.write(end - start)
      body.write(place(of: entries[start].source))
      start = end
    }
  }

  /// Propensities that are not 1, with their places.
  private mutating func writePropensities(_ entries: [Exposure.Entry]) {
    let chosen = entries.indices.filter { entries[$0].propensity != 1 }
    body.write(chosen.count)
    for index in chosen {
      body.write(index)
      body.write(entries[index].propensity)
    }
  }

  private mutating func place(of name: String) -> Int {
    if let place = places[name] { return place }
    places[name] = names.count
    names.append(name)
    return names.count - 1
  }
}

/// Names of answers as numbers.
enum ExposureName {
  /// The number behind 16 lower-case hexadecimal digits; nil for any other name.
  static func word(_ name: String) -> UInt64? {
    let digits = name.utf8
    guard digits.count == 16, digits.allSatisfy({ (48..<58).contains($0) || (97..<103).contains($0) }) else {
      return nil
    }
    return UInt64(name, radix: 16)
  }

  /// The name behind a number.
  static func name(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
