import FoundationEssentials
import NeedletailCore
import NeedletailData
import NeedletailMath
import TestSupport
import Testing

@Suite("Model files")
struct ModelFileTests {
  private let folder = TemporaryFolder()

  static func model(titles: Bool = true) throws -> Model {
    let log = GeneratedLog.log(users: 23, items: 11, events: 150)
    let titles = FeatureTable(
      count: 11, columns: titles ? [("title", .text((0..<11).map { "film “\($0)”" }))] : [])
    let data = TrainingData(log: log, weighting: .value, itemFeatures: titles)
    let toy = try ModelSpecification(parsing: "toy(l2=0.1,centred=true)", registry: .toys)
    return Model(
      recommender: try toy.algorithm.train(data), data: data,
      metadata: ModelMetadata(
        createdBy: "test", source: "generated", dataFingerprint: data.fingerprint, split: nil,
        seed: .max, metrics: ["ndcg@10": 0.1]))
  }

  private func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

  @Test("saving and opening gives everything back", arguments: [true, false])
  func roundTrip(titles: Bool) throws {
    let model = try Self.model(titles: titles)
    let path = folder.path("m")
    try model.save(to: path)
    let opened = try Model.open(path, registry: .toys)
    #expect(opened.metadata == model.metadata)
    #expect(opened.users == model.users)
    #expect(opened.items == model.items)
    #expect(opened.histories == model.histories)
    #expect(opened.itemTitles == model.itemTitles)
    #expect(opened.weighting == .value)
    #expect(opened.specification == model.specification)
    let toys = try [model, opened].map { try #require($0.recommender as? ToyRecommender) }
    #expect(toys[0].weights == toys[1].weights)
    #expect(toys[0].gram == toys[1].gram)
    #expect(toys[0].counts == toys[1].counts)
  }

  @Test("the same model gives the same bytes, and replaces an earlier one")
  func sameBytes() throws {
    let (a, b) = (folder.path("a"), folder.path("b"))
    try Self.model().save(to: a)
    try Self.model(titles: false).save(to: b)
    try Self.model().save(to: b)
    for file in ["manifest.json", "tensors.safetensors"] {
      #expect(try bytes("\(a)/\(file)") == bytes("\(b)/\(file)"))
    }
    #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["a", "b"])
  }

  @Test("an opened model survives its own replacement")
  func replacedWhileOpen() throws {
    let path = folder.path("m")
    try Self.model().save(to: path)
    let opened = try Model.open(path, registry: .toys)
    try opened.save(to: path)
    #expect(opened.items.id(3) == "21")
    #expect(try Model.verify(path).isIntact)
  }

  @Test("nothing but a model is replaced")
  func foreignFolder() throws {
    let path = folder.path("photos")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try Data("precious".utf8).write(to: URL(filePath: "\(path)/cat.jpg"))
    #expect(throws: ModelFileError.self) { try Self.model().save(to: path) }
    #expect(throws: ModelFileError.self) { try Self.model().save(to: "\(path)/cat.jpg") }
    #expect(try bytes("\(path)/cat.jpg") == Array("precious".utf8))
    #expect(throws: FileAccessError.self) { try Self.model().save(to: folder.path("no/such/place")) }
    #expect(throws: FileAccessError.self) { try Model.open(folder.path("none"), registry: .toys) }
  }

  @Test("tensors and the data part begin at multiples of 64, without holes")
  func alignment() throws {
    let path = folder.path("m")
    try Self.model().save(to: path)
    let file = try bytes("\(path)/tensors.safetensors")
    let length = file[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect((8 + length) % 64 == 0)
    struct Entry: Decodable {
      var offsets: [Int]
      enum CodingKeys: String, CodingKey { case offsets = "data_offsets" }
    }
    let header = try JSONDecoder().decode([String: Entry].self, from: Data(file[8..<8 + length]))
    #expect(header.count > 8)
    for (name, entry) in header where !name.hasPrefix("padding.") {
      #expect(entry.offsets[0] % 64 == 0, "\(name)")
    }
    let ordered = header.values.map(\.offsets).sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
    #expect(zip(ordered, ordered.dropFirst()).allSatisfy { $0[1] == $1[0] })
    #expect(ordered.last?[1] == file.count - 8 - length)
  }

  @Test("checksums are SHA-256, as any tool computes it")
  func checksums() throws {
    let path = folder.path("m")
    try Self.model().save(to: path)
    let report = try Model.verify(path)
    #expect(report.isIntact)
    #expect(report.specification == "toy(dimension=4,l2=0.1,centred=true,similarity=cosine)")
    #expect(report.checks.first?.part == "manifest.json")
    #expect(report.checks.last?.part == "tensors.safetensors")
    // Offsets of an empty matrix: one 64-bit zero, whose digest is known.
    let zero = "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc"
    let log = InteractionLog(
      users: Vocabulary([]), items: Vocabulary([]), userRows: SharedBuffer([]), itemRows: SharedBuffer([]))
    let data = TrainingData(log: log)
    let empty = Model(
      recommender: try ToyAlgorithm(ToyAlgorithm.descriptor.defaults).train(data), data: data,
      metadata: ModelMetadata(createdBy: "test", dataFingerprint: "", seed: 1))
    try empty.save(to: folder.path("empty"))
    let checks = try Model.verify(folder.path("empty")).checks
    #expect(checks.first { $0.part == "tensor 'histories.offsets'" }?.found == zero)
  }

  @Test("a flipped bit anywhere fails verification or opening")
  func flippedBits() throws {
    let path = folder.path("m")
    try Self.model().save(to: path)
    for name in ["manifest.json", "tensors.safetensors"] {
      let file = "\(path)/\(name)"
      let original = try bytes(file)
      for place in stride(from: 0, to: original.count, by: 7) {
        var changed = original
        changed[place] ^= 1 << UInt8(place % 8)
        try Data(changed).write(to: URL(filePath: file))
        let isCaught = (try? Model.verify(path).isIntact) != true
        #expect(isCaught, "\(name), byte \(place)")
      }
      try Data(original).write(to: URL(filePath: file))
    }
  }
}
