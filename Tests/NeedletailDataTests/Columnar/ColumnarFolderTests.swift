import Glibc
import NeedletailData
import NeedletailMath
import TestSupport
import Testing

@Suite("Imported folders")
struct ColumnarFolderTests {
  /// A data set with every kind of column.
  static func example() throws -> DataSet {
    let text = """
      user,item,rating,time,event,session,completion,dwell
      ann,7,4,1260759144,view,1,0.5,3
      bob,8,3.5,1260759145,buy,2,,
      ann,9,1,1260759146,view,1,1,10

      """
    var data = try DataReader.read(bytes: Array(text.utf8), name: "x.csv")
    data.given = GivenDivision(
      parts: SharedBuffer([0, 0, 1]), negatives: [UserRow(0): [ItemRow(0), ItemRow(1)], UserRow(1): []])
    data.itemFeatures = try FeatureTableReader.report(
      bytes: Array("item,name,tags,price,kind\n7,Ann,a|b,1.5,x\n8,Öl,b,,x\n9,Ann,a,2,y\n".utf8),
      name: "items.csv",
      vocabulary: data.log.items
    ).table
    return data
  }

  static func expectEqual(_ left: DataSet, _ right: DataSet) {
    #expect(left.log.rows == right.log.rows)
    #expect(left.log.users == right.log.users)
    #expect(left.log.kinds == right.log.kinds)
    #expect(left.log.kindNames == right.log.kindNames)
    #expect(left.log.sessions == right.log.sessions)
    #expect(left.log.clock == right.log.clock)
    #expect(left.log.signals.keys.sorted() == right.log.signals.keys.sorted())
    #expect(left.given?.parts == right.given?.parts)
    #expect(left.given?.negatives == right.given?.negatives)
    let tables = (left.itemFeatures, right.itemFeatures)
    #expect(tables.0?.columns.map(\.name) == tables.1?.columns.map(\.name))
    if case .multiValued(_, let a)? = tables.0?["tags"], case .multiValued(_, let b)? = tables.1?["tags"] {
      #expect(a == b)
    }
    if case .categorical(let a, let rows)? = tables.0?["kind"],
      case .categorical(let b, let others)? = tables.1?["kind"]
    {
      #expect(a == b)
      #expect(rows == others)
    }
  }

  @Test("what is written is what is opened, and a second import replaces the first")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/imported"
      let data = try Self.example()
      for _ in 0..<2 {
        try ColumnarFolder.write(data, to: path)
        #expect(ColumnarFolder.isColumnar(path))
        Self.expectEqual(try ColumnarFolder.open(path, verify: true), data)
        Self.expectEqual(try DataReader.read(path), data)
      }
      try writeFile("\(folder)/file", [1])
      #expect(throws: DataError.self) { try ColumnarFolder.write(data, to: "\(folder)/file") }
    }
  }

  @Test("a file of another size or content is refused by its name")
  func damage() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/imported"
      try ColumnarFolder.write(Self.example(), to: path)
      let file = "\(path)/interactions.value"
      try writeFile(file, [0, 0, 128, 63, 0, 0, 128, 63, 0, 0, 128, 63])
      _ = try ColumnarFolder.open(path)
      #expect {
        try ColumnarFolder.open(path, verify: true)
      } throws: {
        "\($0)".contains("interactions.value: the checksum differs")
      }
      truncate(file, 8)
      #expect {
        try ColumnarFolder.open(path)
      } throws: {
        "\($0)".contains("interactions.value: expected 12 bytes")
      }
      unlink(file)
      #expect(throws: DataError.self) { try ColumnarFolder.open(path) }
    }
  }

  @Test("more than 2³¹ rows open at once, and the last one is right")
  func sparse() throws {
    try withTemporaryFolder { folder in
      let rows = (1 << 31) + 5
      let path = "\(folder)/big"
      try ColumnarFolder.write(
        DataSet(
          source: "x", format: "csv",
          log: InteractionLog(
            users: Vocabulary(["1", "2"]), items: Vocabulary(["3", "4"]), userRows: SharedBuffer([1]),
            itemRows: SharedBuffer([1]))), to: path)
      // The one row moves to the end of a file that is a hole otherwise.
      for name in ["interactions.user", "interactions.item"] {
        let descriptor = open("\(path)/\(name)", O_WRONLY)
        defer { close(descriptor) }
        var one: Int32 = 1
        var zero: Int32 = 0
        guard pwrite(descriptor, &zero, 4, 0) == 4, pwrite(descriptor, &one, 4, off_t(rows - 1) * 4) == 4
        else {
          print("skipped: the file system refuses files with holes of \(rows * 4) bytes")
          return
        }
      }
      let manifest = "\(path)/manifest.json"
      let text = try String(decoding: readFile(manifest), as: UTF8.self)
      let edited = Self.replaceCounts(text, rows)
      try writeFile(manifest, Array(edited.utf8))
      var data: DataSet?
      // The quickest of some: a busy machine shall not fail the test.
      let elapsed = try (0..<10).map { _ in
        try ContinuousClock().measure { data = try ColumnarFolder.open(path) }
      }.min()!
      let log = try #require(data?.log)
      #expect(log.count == rows)
      #expect(log.userRows[rows - 1] == 1)
      #expect(log.itemRows[rows - 1] == 1)
      #expect(log.userRows[rows - 2] == 0)
      #expect(elapsed < .milliseconds(500))
    }
  }

  /// The counts of 1 are those of the interactions; the vocabularies have two ids each.
  private static func replaceCounts(_ manifest: String, _ rows: Int) -> String {
    manifest.split(separator: "\n").map { line in
      let trimmed = line.drop { $0 == " " }
      if trimmed.hasPrefix("\"count\" : 1,") { return "\"count\" : \(rows)," }
      if trimmed.hasPrefix("\"interactions\" : 1") { return "\"interactions\" : \(rows)," }
      return String(line)
    }.joined(separator: "\n")
  }
}
