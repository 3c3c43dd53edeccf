import Glibc
import NeedletailCore
import NeedletailMath
import NeedletailTensor
import Testing

@Suite("An embedding table's files")
struct TableFileTests {
  let pool = WorkerPool(threads: 2)

  func configuration(_ rule: RowOptimizer, dimension: Int = 6) -> EmbeddingTable.Configuration {
    EmbeddingTable.Configuration(name: "items", dimension: dimension, optimizer: rule, l2: 0.001, seed: 21)
  }

  func draw(_ step: Int, dimension: Int = 6) -> Draw {
    Draw(seed: 12, step: step, count: 300, limit: 700, dimension: dimension)
  }

  @Test("a mapped table has the bits of one in memory, through growth and reopening", arguments: everyRule)
  func mappedIsResident(rule: RowOptimizer) throws {
    let folder = TemporaryFolder()
    let (path, configuration) = (folder.file("rows"), configuration(rule))
    let resident = try EmbeddingTable(configuration, rows: 700, pool: pool)
    do {
      let mapped = try EmbeddingTable(configuration, rows: 700, storage: .mapped(path: path), pool: pool)
      for step in 0..<3 { for table in [mapped, resident] { try table.update(draw(step), pool: pool) } }
      for table in [mapped, resident] { try table.grow(to: 1500, .copies(of: 1), pool: pool) }
      try mapped.flush()
    }
    let mapped = try EmbeddingTable(opening: path, configuration)
    #expect(mapped.rows == 1500)
    for step in 3..<6 { for table in [mapped, resident] { try table.update(draw(step), pool: pool) } }
    #expect(try mapped.allWeights() == resident.allWeights())
  }

  @Test("a saved table goes on to the bits of one that was never saved", arguments: everyRule, [1, 6])
  func resume(rule: RowOptimizer, dimension: Int) throws {
    let folder = TemporaryFolder()
    let table = try EmbeddingTable(configuration(rule, dimension: dimension), rows: 700, pool: pool)
    for step in 0..<4 { try table.update(draw(step, dimension: dimension), pool: pool) }
    try table.save(to: folder.file("a"))
    try table.save(to: folder.file("a"))
    let loaded = try EmbeddingTable(contentsOf: folder.file("a"), pool: pool)
    let mapped = try EmbeddingTable(
      contentsOf: folder.file("a"), storage: .mapped(path: folder.file("rows")), pool: WorkerPool(threads: 1))
    for other in [loaded, mapped] {
      #expect(other.configuration == table.configuration)
      #expect(other.step == 4)
    }
    for step in 4..<8 {
      for one in [table, loaded, mapped] { try one.update(draw(step, dimension: dimension), pool: pool) }
    }
    for one in [table, loaded, mapped] { try one.grow(to: 800, pool: pool) }
    #expect(try loaded.allWeights() == table.allWeights())
    #expect(try mapped.allWeights() == table.allWeights())
    try loaded.save(to: folder.file("b"))
    try mapped.save(to: folder.file("c"))
    #expect(try bytes(folder.file("b")) == bytes(folder.file("c")))
  }

  func bytes(_ path: String) throws -> [UInt8] {
    let file = try MappedFile(path: path)
    return file.copyBytes(in: 0..<file.count)
  }

  @Test("weights alone are read by a model that answers; training does not go on from them")
  func weightsOnly() throws {
    let folder = TemporaryFolder()
    let table = try EmbeddingTable(configuration(everyRule[3]), rows: 50, pool: pool)
    var writer = ModelWriter()
    try table.write(to: &writer, as: "items", includesState: false)
    try writer.save(toFile: folder.file("weights"))
    let reader = try ModelWriter.open(file: folder.file("weights"))
    let weights = try reader.floats("items.weights", shape: [50, 6])
    #expect(try weights.array == table.allWeights().flatMap { $0 })
    #expect(throws: ModelFileError.self) { try EmbeddingTable(reading: reader, as: "items", pool: pool) }
  }

  @Test("a working file that was left in the middle, cut, in use or of another table is refused")
  func badWorkingFile() throws {
    let folder = TemporaryFolder()
    let (path, configuration) = (folder.file("rows"), configuration(everyRule[1]))
    func refusal() -> String? {
      let error = #expect(throws: EmbeddingError.self) {
        _ = try EmbeddingTable(opening: path, configuration)
      }
      #expect(error?.code == .file)
      return error?.message
    }
    do {
      let table = try EmbeddingTable(configuration, rows: 700, storage: .mapped(path: path), pool: pool)
      #expect(refusal()?.contains("in use") == true)
      try table.flush()
      try table.update(draw(0), pool: pool)
    }
    #expect(refusal()?.contains("middle of training") == true)
    unlink(path)
    #expect(refusal()?.contains("No such file") == true)
    do { try EmbeddingTable(configuration, rows: 700, storage: .mapped(path: path), pool: pool).flush() }
    var other = configuration
    other.l2 = 0.5
    #expect(throws: EmbeddingError.self) { _ = try EmbeddingTable(opening: path, other) }
    #expect(throws: EmbeddingError.self) {
      _ = try EmbeddingTable(configuration, rows: 700, storage: .mapped(path: path), pool: pool)
    }
    for length in [45_055, 40_960, 4096, 4095, 0] {
      truncate(path, length)
      let message = refusal()
      #expect(message?.contains(length < 4096 ? "expected the working file" : "expected 49152 bytes") == true)
    }
  }

  @Test("a disk that is full is an error and leaves no file")
  func fullDisk() throws {
    let folder = TemporaryFolder()
    let path = folder.file("rows")
    let error = #expect(throws: EmbeddingError.self) {
      let huge = EmbeddingTable.Configuration(name: "huge", dimension: 4096, optimizer: .adam(.init()))
      _ = try EmbeddingTable(huge, rows: 2_000_000_000, storage: .mapped(path: path), pool: pool)
    }
    #expect(error?.code == .space)
    #expect(access(path, F_OK) != 0)
  }

  @Test("any single changed or cut byte of a saved table's header is refused or harmless")
  func mutated() throws {
    let folder = TemporaryFolder()
    let table = try EmbeddingTable(configuration(everyRule[4]), rows: 20, pool: pool)
    try table.save(to: folder.file("good"))
    let good = try bytes(folder.file("good"))
    for place in stride(from: 0, to: good.count, by: 7) {
      var bad = good
      bad[place] ^= 0x80
      try write(bad, to: folder.file("bad"))
      _ = try? EmbeddingTable(contentsOf: folder.file("bad"), pool: pool)
    }
    for length in [0, 7, 8, 63, 64, 500, good.count - 64, good.count - 1] {
      try write(Array(good.prefix(length)), to: folder.file("bad"))
      #expect(throws: ModelFileError.self) { try EmbeddingTable(contentsOf: folder.file("bad"), pool: pool) }
    }
  }

  @Test("numbers that cannot be are refused with their row")
  func impossibleNumbers() throws {
    let folder = TemporaryFolder()
    let table = try EmbeddingTable(configuration(everyRule[1], dimension: 2), rows: 3, pool: pool)
    var writer = ModelWriter()
    try table.write(to: &writer, as: "t")
    for (name, numbers) in [("weights", [0, 0, 1, .nan, 2, 3]), ("accumulators", [0, 0, 1, 2, -1, 3])]
      as [(String, [Float])]
    {
      var other = ModelWriter()
      for (part, tensor) in writer.tensors {
        other.add(part, part == "t.\(name)" ? .floats(SharedBuffer(numbers), shape: [3, 2]) : tensor)
      }
      try other.save(toFile: folder.file(name))
      let error = #expect(throws: ModelFileError.self) {
        _ = try EmbeddingTable(
          reading: ModelWriter.open(file: folder.file(name)), as: "t", pool: WorkerPool(threads: 1))
      }
      #expect(error?.part == "tensor 't.\(name)'")
      #expect(error?.message.contains(name == "weights" ? "row 1" : "row 2") == true)
    }
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }
}
