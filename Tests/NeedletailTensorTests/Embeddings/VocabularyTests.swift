import NeedletailCore
import NeedletailMath
import NeedletailTensor
import Testing

@Suite("A map from ids to rows")
struct VocabularyTests {
  let pool = WorkerPool(threads: 2)

  func vocabulary(_ ids: [(Int, String)]) throws -> EmbeddingVocabulary {
    var vocabulary = EmbeddingVocabulary(name: "clicks", reserved: ReservedRows(fields: 2))
    for (field, id) in ids { _ = try vocabulary.assign(field: field, id: id) }
    return vocabulary
  }

  /// Counts a batch of rows in a window.
  func observe(_ vocabulary: inout EmbeddingVocabulary, _ rows: [Int32], window: Int) throws {
    let batch = RowBatch()
    try batch.assign(rows.span, pool: pool)
    try vocabulary.observe(batch, window: window)
  }

  @Test("numbers ids in the order they come, each field apart, after padding and a missing row a field")
  func numbering() throws {
    var vocabulary = try vocabulary([(0, "a"), (1, "a"), (0, "b"), (0, "a")])
    #expect(vocabulary.count == 3)
    #expect(vocabulary.rowCount == 6)
    #expect(vocabulary.row(field: 0, id: "a") == 3)
    #expect(vocabulary.row(field: 1, id: "a") == 4)
    #expect(vocabulary.row(field: 0, id: "b") == 5)
    #expect(vocabulary.row(field: 0, id: "c") == 1)
    #expect(vocabulary.row(field: 1, id: "b") == 2)
    #expect(vocabulary.row(field: 1, id: nil) == 2)
    let known = try vocabulary.assign(field: 0, id: "b")
    #expect(known == (5, .known))
    let new = try vocabulary.assign(field: 1, id: "")
    #expect(new == (6, .new))
    #expect(vocabulary.id(of: 4)! == (1, "a"))
    #expect(vocabulary.id(of: 2) == nil)
  }

  @Test("finds every id of a large map, and no other")
  func large() throws {
    var vocabulary = EmbeddingVocabulary(name: "t", reserved: ReservedRows(missing: .shared))
    for number in 0..<50_000 {
      let row = try vocabulary.assign(field: 0, id: "\(number * 3)").row
      #expect(Int(row) == number + 2)
    }
    for number in 0..<150_000 {
      let expected = number % 3 == 0 ? number / 3 + 2 : 1
      if Int(vocabulary.row(field: 0, id: "\(number)")) != expected { Issue.record("id \(number)") }
    }
  }

  @Test("evicts what is rare and old, keeps all rows, and gives an id that returns its own row back")
  func eviction() throws {
    var vocabulary = try vocabulary([(0, "rare"), (0, "often"), (1, "fresh"), (1, "never")])
    try observe(&vocabulary, [3, 4, 4, 4, 0, 1], window: 1)
    try observe(&vocabulary, [5], window: 4)
    #expect(vocabulary.statistics(of: 4)! == (3, 1))
    #expect(vocabulary.statistics(of: 1) == nil)
    #expect(vocabulary.evict(at: 3, unseenFor: 3, countBelow: 3) == [6])
    #expect(vocabulary.evict(at: 4, unseenFor: 3, countBelow: 3) == [3])
    #expect(vocabulary.row(field: 0, id: "rare") == 1)
    #expect(vocabulary.row(field: 1, id: "never") == 2)
    #expect(vocabulary.row(field: 0, id: "often") == 4)
    let new = try vocabulary.assign(field: 0, id: "new")
    #expect(new == (7, .new))
    let returned = try vocabulary.assign(field: 0, id: "rare")
    #expect(returned == (3, .returned))
    #expect(vocabulary.row(field: 0, id: "rare") == 3)
    #expect(vocabulary.rowCount == 8)
  }

  @Test("compacts into a new map and a new table, in which every id left finds its own weights")
  func compaction() throws {
    var vocabulary = try vocabulary((0..<40).map { ($0 % 2, "id\($0)") })
    try observe(&vocabulary, (0..<40).filter { $0 % 3 == 0 }.map { Int32($0 + 3) }, window: 9)
    let table = try EmbeddingTable(
      .init(name: "t", dimension: 3, optimizer: .adam(.init(correction: .row))), rows: vocabulary.rowCount,
      pool: pool)
    try table.update(Draw(seed: 1, step: 0, count: 80, limit: 43, dimension: 3), pool: pool)
    #expect(vocabulary.evict(at: 10, unseenFor: 5, countBelow: 1).count == 26)
    let (small, rows) = vocabulary.compacted()
    let smallTable = try EmbeddingTable(keeping: rows, of: table, pool: pool)
    #expect(small.rowCount == 17)
    #expect(smallTable.rows == 17)
    for number in 0..<40 {
      let (old, new) = (
        vocabulary.row(field: number % 2, id: "id\(number)"), small.row(field: number % 2, id: "id\(number)")
      )
      #expect(try table.weights([old]) == smallTable.weights([new]))
      if number % 3 == 0 { #expect(small.statistics(of: new)! == (1, 9)) }
    }
    let error = #expect(throws: EmbeddingError.self) {
      try EmbeddingTable(keeping: [0, 43], of: table, pool: pool)
    }
    #expect(error?.code == .row)
  }

  @Test("is the same after saving, ids, counts and evictions")
  func saving() throws {
    let folder = TemporaryFolder()
    var vocabulary = try vocabulary([(0, "Ωmega"), (1, ""), (1, "x y"), (0, "12")])
    try observe(&vocabulary, [3, 3, 5], window: 2)
    _ = vocabulary.evict(at: 2, unseenFor: 1, countBelow: 1)
    var writer = ModelWriter()
    try vocabulary.write(to: &writer, as: "ids")
    try writer.save(toFile: folder.file("ids"))
    var loaded = try EmbeddingVocabulary(reading: try ModelWriter.open(file: folder.file("ids")), as: "ids")
    #expect(loaded.name == "clicks")
    #expect(loaded.reserved == vocabulary.reserved)
    for (field, id) in [(0, "Ωmega"), (1, ""), (1, "x y"), (0, "12"), (0, "x")] {
      #expect(loaded.row(field: field, id: id) == vocabulary.row(field: field, id: id))
    }
    for row in Int32(3)..<7 { #expect(loaded.statistics(of: row)! == vocabulary.statistics(of: row)!) }
    let returned = try loaded.assign(field: 1, id: "")
    #expect(returned == (4, .returned))
    let new = try loaded.assign(field: 0, id: "last")
    #expect(new == (7, .new))
  }

  @Test("of a damaged file is refused with the part at fault")
  func badFiles() throws {
    let folder = TemporaryFolder()
    var writer = ModelWriter()
    try vocabulary([(0, "aa"), (1, "bb"), (0, "cc")]).write(to: &writer, as: "ids")
    let damages: [(String, ModelWriter.Tensor)] = [
      ("fields", .integers(SharedBuffer([0, 2, 0]))), ("fields", .integers(SharedBuffer([0, 1]))),
      ("offsets", .longs(SharedBuffer([0, 4, 2, 6]))), ("offsets", .longs(SharedBuffer([0, 2, 4, 7]))),
      ("bytes", .bytes(SharedBuffer(Array("aabbaa".utf8)))),
      ("bytes", .bytes(SharedBuffer([255, 97, 98, 98, 99, 99]))),
      ("counts", .integers(SharedBuffer([0, -1, 0]))), ("evicted", .bytes(SharedBuffer([0]))),
      ("description", .bytes(SharedBuffer(Array("{}".utf8)))),
    ]
    for (number, (part, tensor)) in damages.enumerated() {
      var other = ModelWriter()
      for (name, old) in writer.tensors { other.add(name, name == "ids.\(part)" ? tensor : old) }
      try other.save(toFile: folder.file("\(number)"))
      let error = #expect(throws: ModelFileError.self) {
        _ = try EmbeddingVocabulary(reading: try ModelWriter.open(file: folder.file("\(number)")), as: "ids")
      }
      #expect(error?.part == "tensor 'ids.\(part)'")
    }
  }

  @Test("refuses to count rows that no id has")
  func badObservation() throws {
    var vocabulary = try vocabulary([(0, "a")])
    let error = #expect(throws: EmbeddingError.self) { try observe(&vocabulary, [3, 4], window: 0) }
    #expect(error?.code == .row)
    #expect(vocabulary.statistics(of: 3)! == (0, 0))
  }
}
