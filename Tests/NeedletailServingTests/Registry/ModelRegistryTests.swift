import Glibc
import NeedletailCore
import NeedletailData
import NeedletailModels
import NeedletailRetrieval
import NeedletailServing
import TestSupport
import Testing

@Suite struct ModelRegistryTests {
  /// A small model in a folder.
  static func model(_ folder: TemporaryFolder, _ specification: String = "popularity", seed: UInt64 = 1)
    throws -> String
  {
    let path = folder.path("model-\(seed)")
    try Model.train(
      ModelSpecification(parsing: specification),
      on: TrainingData(log: GeneratedLog.log(users: 20, items: 30, events: 300, seed: seed))
    ).save(to: path)
    return path
  }

  static func names(_ path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix("v") { names.append(name) }
    }
    return names.sorted()
  }

  /// Changes one byte in the middle of a file.
  static func damage(_ path: String) throws {
    let descriptor = open(path, O_RDWR)
    defer { close(descriptor) }
    var status = stat()
    try #require(fstat(descriptor, &status) == 0)
    var byte: UInt8 = 0
    try #require(pread(descriptor, &byte, 1, status.st_size / 2) == 1)
    byte ^= 0xFF
    try #require(pwrite(descriptor, &byte, 1, status.st_size / 2) == 1)
  }

  @Test("numbers ascend, are never used twice, and only the newest and the current are kept")
  func numbering() throws {
    let folder = TemporaryFolder()
    let model = try Self.model(folder)
    let path = folder.path("models")
    do {
      let registry = try ModelRegistry(directory: path, kept: 2)
      #expect(registry.openForServing() == nil)
      let first = try registry.add(from: model)
      #expect("\(first.version)" == "v000001")
      try registry.setCurrent(first.version)
      for _ in 0..<4 { try registry.add(from: model) }
      #expect(Self.names(path) == ["v000001", "v000004", "v000005"])
    }
    let registry = try ModelRegistry(directory: path, kept: 2)
    #expect(registry.current == ModelVersion("v1"))
    #expect(registry.versions.map(\.version.number) == [5, 4, 1])
    // Even when the newest folders are taken away by hand.
    rename("\(path)/v000005", folder.path("gone"))
    #expect(try registry.add(from: model).version.number == 6)
  }

  @Test("what an interrupted change has left is cleared away and harms nobody")
  func leftovers() throws {
    let folder = TemporaryFolder()
    let model = try Self.model(folder)
    let path = folder.path("models")
    do {
      let registry = try ModelRegistry(directory: path)
      try registry.setCurrent(try registry.add(from: model).version)
    }
    for name in ["v000002.partial", "v000003.removing"] {
      mkdir("\(path)/\(name)", 0o755)
      close(open("\(path)/\(name)/manifest.json", O_WRONLY | O_CREAT, 0o644))
    }
    close(open("\(path)/current.json.partial", O_WRONLY | O_CREAT, 0o644))
    mkdir("\(path)/v000009", 0o755)
    let registry = try ModelRegistry(directory: path)
    #expect(Self.names(path) == ["v000001", "v000009"])
    #expect(registry.findings.count == 1)
    #expect(registry.openForServing()?.version.number == 1)
    #expect(try registry.add(from: model).version.number == 10)
  }

  @Test("a damaged current version is passed over for the one before it")
  func damagedVersion() throws {
    let folder = TemporaryFolder()
    let model = try Self.model(folder)
    let path = folder.path("models")
    let registry = try ModelRegistry(directory: path)
    for _ in 0..<3 { try registry.setCurrent(try registry.add(from: model).version) }
    try Self.damage("\(path)/v000003/tensors.safetensors")
    #expect(throws: RegistryError.self) { try registry.open(ModelVersion(number: 3)) }
    let opened = try #require(registry.openForServing())
    #expect(opened.version.number == 2)
    #expect(opened.skipped.count == 1)
    #expect(registry.current?.number == 2)
    for version in 1...2 { try Self.damage("\(path)/v00000\(version)/tensors.safetensors") }
    #expect(registry.openForServing() == nil)
  }

  @Test("a broken current.json is reported, and the newest version answers")
  func brokenState() throws {
    let folder = TemporaryFolder()
    let model = try Self.model(folder)
    let path = folder.path("models")
    do {
      let registry = try ModelRegistry(directory: path)
      for _ in 0..<2 { try registry.setCurrent(try registry.add(from: model).version) }
    }
    truncate("\(path)/current.json", 5)
    let registry = try ModelRegistry(directory: path)
    #expect(registry.findings.count == 1)
    #expect(registry.openForServing()?.version.number == 2)
    #expect(try registry.add(from: model).version.number == 3)
  }

  @Test("a damaged or missing model is not taken in, and leaves nothing")
  func refusals() throws {
    let folder = TemporaryFolder()
    let model = try Self.model(folder)
    let path = folder.path("models")
    let registry = try ModelRegistry(directory: path)
    try Self.damage("\(model)/tensors.safetensors")
    #expect(throws: RegistryError.self) { try registry.add(from: model) }
    #expect(throws: RegistryError.self) { try registry.add(from: folder.path("nothing")) }
    #expect(Self.names(path).isEmpty && registry.versions.isEmpty)
    #expect(throws: RegistryError.self) { try registry.setCurrent(ModelVersion(number: 1)) }
  }

  @Test("one owner at a time")
  func ownership() throws {
    let folder = TemporaryFolder()
    let registry = try ModelRegistry(directory: folder.path("models"))
    #expect(throws: RegistryError.self) { try ModelRegistry(directory: folder.path("models")) }
    withExtendedLifetime(registry) {}
  }
}
