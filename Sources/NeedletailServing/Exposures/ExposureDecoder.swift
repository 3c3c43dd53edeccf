/// Reads the content of a block.
struct ExposureDecoder {
  private var reader: CompactReader
  private let names: [String]
  private var time: Int64 = 0
  private var sequence: Int64 = 0

  init(_ content: ArraySlice<UInt8>) throws(CompactReader.Malformed) {
    reader = CompactReader(content)
    var names: [String] = []
    for _ in 0..<(try reader.count()) { names.append(try reader.text()) }
    self.names = names
  }

  /// All records, which must fill the content.
  mutating func records(_ count: Int) throws(CompactReader.Malformed) -> [Exposure] {
    var records: [Exposure] = []
    for _ in 0..<count { records.append(try record()) }
    guard reader.isAtEnd else { throw CompactReader.Malformed() }
    return records
  }

  private mutating func record() throws(CompactReader.Malformed) -> Exposure {
    time &+= try reader.signed()
    sequence &+= try reader.signed()
    let request = try reader.number() == 0 ? ExposureName.name(try reader.word()) : try reader.text()
    let user = try reader.index(below: 1 << 33)
    let pipeline = names[try reader.index(below: names.count)]
    let model = try reader.index(below: names.count + 1)
    let offset = Int(truncatingIfNeeded: try reader.number())
    var entries: [Exposure.Entry] = []
    for _ in 0..<(try reader.count()) {
      let item = try reader.index(below: 1 << 31 + 1)
      let id = item == 0 ? try reader.text() : ""
      entries.append(Exposure.Entry(id: id, item: Int32(item - 1), source: "", propensity: 1))
    }
    try readSources(into: &entries)
    for _ in 0..<(try reader.count()) {
      let index = try reader.index(below: entries.count)
      entries[index].propensity = try reader.float()
    }
    return Exposure(
      request: request, time: time, user: user == 0 ? nil : Int32(truncatingIfNeeded: user - 1),
      model: model == 0 ? nil : names[model - 1], pipeline: pipeline, sequence: sequence, offset: offset,
      entries: entries)
  }

  private mutating func readSources(into entries: inout [Exposure.Entry]) throws(CompactReader.Malformed) {
    var start = 0
    while start < entries.count {
      let length = try reader.number()
      guard length > 0, length <= UInt64(entries.count - start) else { throw CompactReader.Malformed() }
      let source = names[try reader.index(below: names.count)]
      for index in start..<start + Int(length) { entries[index].source = source }
      start += Int(length)
    }
  }
}
