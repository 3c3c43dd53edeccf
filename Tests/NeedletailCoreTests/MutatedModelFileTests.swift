import FoundationEssentials
import NeedletailCore
import NeedletailData
import NeedletailMath
import TestSupport
import Testing

/// Opening a damaged file gives a model or an error that names the file: never a trap. The manifest is damaged
/// too, and the header of the tensors most of all.
@Suite("Damaged model files")
struct MutatedModelFileTests {
  private let folder = TemporaryFolder()

  private func attempt(_ path: String) {
    do {
      let model = try Model.open(path, registry: .toys)
      _ = model.items.count > 0 ? model.items.row(of: model.items.id(0)) : nil
      for user in 0..<model.users.count { _ = model.query(user: model.users.id(user)) }
      _ = try Model.verify(path)
    } catch let error as ModelFileError {
      #expect(error.description.contains(folder.path))
    } catch let error as FileAccessError {
      #expect(error.path.contains(folder.path))
    } catch {
      Issue.record("\(error) is no error of a model file")
    }
  }

  @Test("random damage", arguments: ["manifest.json", "tensors.safetensors"])
  func randomDamage(name: String) throws {
    let path = folder.path("m")
    try ModelFileTests.model().save(to: path)
    let file = "\(path)/\(name)"
    let original = Array(try Data(contentsOf: URL(filePath: file)))
    let interesting = min(original.count, 3000)
    for round in 0..<2500 {
      var random = RandomStream(seed: 7, stream: UInt64(round))
      var bytes = original
      for _ in 0...random.index(below: 3) {
        let place = random.index(below: random.index(below: 4) == 0 ? original.count : interesting)
        let digits = Array("0123456789-{}[],:\"".utf8)
        switch random.index(below: 6) {
        case 0: bytes = Array(bytes.prefix(place))
        case 1: bytes.insert(digits[random.index(below: digits.count)], at: min(place, bytes.count))
        case 2 where place < bytes.count: bytes.remove(at: place)
        case 3 where place < bytes.count: bytes[place] = digits[random.index(below: digits.count)]
        case 4 where place < bytes.count: bytes[place] = UInt8(random.index(below: 256))
        default: bytes += [UInt8](repeating: 0xFF, count: random.index(below: 100))
        }
      }
      try Data(bytes).write(to: URL(filePath: file))
      attempt(path)
    }
  }

  @Test(
    "headers with absurd numbers",
    arguments: [
      "9223372036854775807", "-1", "9223372036854775808", "1e400", "null", "0.5", "\"64\"", "[]",
    ])
  func absurdNumbers(number: String) throws {
    let path = folder.path("m")
    try ModelFileTests.model().save(to: path)
    let file = "\(path)/tensors.safetensors"
    let original = Array(try Data(contentsOf: URL(filePath: file)))
    let length = original[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = original[8..<8 + length]
    let starts = header.indices.filter {
      (48...57).contains(header[$0]) && !(48...57).contains(header[$0 - 1])
    }
    for start in starts {
      let end = header[start...].firstIndex { !(48...57).contains($0) } ?? header.endIndex
      var changed = Array(header[..<start]) + Array(number.utf8) + Array(header[end...])
      while (8 + changed.count) % 64 != 0 { changed.append(32) }
      let prefix = (0..<8).map { UInt8(truncatingIfNeeded: changed.count >> (8 * $0)) }
      try Data(prefix + changed + original[(8 + length)...]).write(to: URL(filePath: file))
      attempt(path)
    }
  }

  @Test("errors name the file, the tensor, the expected and the found")
  func messages() throws {
    let path = folder.path("m")
    try ModelFileTests.model().save(to: path)
    let file = "\(path)/manifest.json"
    let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
    func message(_ old: String, _ new: String) throws -> String {
      try Data(text.replacing(old, with: new).utf8).write(to: URL(filePath: file))
      let error = #expect(throws: ModelFileError.self) { try Model.open(path, registry: .toys) }
      return String(try #require(error).description.dropFirst(path.count + 1))
    }
    #expect(
      try message("\"format\" : 1", "\"format\" : 2") == "manifest.json: key format: expected 1, found 2")
    #expect(
      try message("\"algorithm\" : \"toy\"", "\"algorithm\" : \"tou\"")
        == "manifest.json: key hyperparameters: no model is named 'tou'; did you mean 'toy'?; known: toy")
    #expect(
      try message("\"items\" : 11", "\"items\" : 12")
        == "tensors.safetensors: tensor 'model.weights': expected shape [1, 12], found shape [1, 11]")
    #expect(
      try message("\"model.counts\"", "\"model.count\"")
        == "tensors.safetensors: tensor 'model.count': listed in the manifest, found none")
    #expect(
      try message("\"weighting\" : \"value\"", "\"weighting\" : \"heavy\"")
        .hasPrefix("manifest.json: key weighting: unknown weight 'heavy'"))
  }
}
