import FoundationEssentials
public import NeedletailCore
import NeedletailMath

extension EmbeddingVocabulary {
  /// What a saved map says of itself.
  private struct Description: Codable {
    var format = 1
    var name: String
    var reserved: ReservedRows
    var count: Int
  }

  /// Adds the map to a model's file: `name.description` in JSON, the ids as `name.fields`, `name.offsets` and
  /// `name.bytes`, and `name.counts`, `name.windows` and `name.evicted`.
  public func write(to writer: inout ModelWriter, as name: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = try encoder.encode(Description(name: self.name, reserved: reserved, count: count))
    writer.add("\(name).description", .bytes(SharedBuffer([UInt8](json))))
    writer.add("\(name).fields", .integers(SharedBuffer(fields)))
    writer.add("\(name).offsets", .longs(SharedBuffer(offsets.map { Int64($0) })))
    writer.add("\(name).bytes", .bytes(SharedBuffer(bytes)))
    writer.add("\(name).counts", .integers(SharedBuffer(counts)))
    writer.add("\(name).windows", .integers(SharedBuffer(windows)))
    writer.add("\(name).evicted", .bytes(SharedBuffer(isEvicted.map { $0 ? 1 : 0 })))
  }

  /// The map of a model's file.
  ///
  /// - Throws: `ModelFileError` when a part is absent, of another length, or not what it must be.
  public init(reading reader: any ModelReader, as name: String) throws {
    let part = "\(name).description"
    let description: Description
    do {
      let json = Data(try reader.bytes(part, count: nil).array)
      description = try JSONDecoder().decode(Description.self, from: json)
    } catch let error as DecodingError {
      throw reader.fault(part, "expected the description of a map of ids: \(error)")
    }
    let (count, reserved) = (description.count, description.reserved)
    guard description.format == 1, count >= 0, reserved.fields >= 1, reserved.fields < Int(Int32.max),
      reserved.count + count <= Int(Int32.max)
    else { throw reader.fault(part, "expected format 1, a field and at most \(Int32.max) rows") }
    self.init(name: description.name, reserved: reserved)
    let fields = try reader.integers("\(name).fields", count: count).array
    let offsets = try reader.longs("\(name).offsets", count: count + 1).array.map { Int($0) }
    let bytes = try reader.bytes("\(name).bytes", count: nil).array
    guard fields.allSatisfy({ $0 >= 0 && $0 < reserved.fields }) else {
      throw reader.fault("\(name).fields", "expected fields in 0..<\(reserved.fields)")
    }
    guard offsets.first == 0, offsets.last == bytes.count, zip(offsets, offsets.dropFirst()).allSatisfy(<=)
    else {
      throw reader.fault("\(name).offsets", "expected ascending numbers from 0 to \(bytes.count)")
    }
    for entry in 0..<count {
      let text = String(decoding: bytes[offsets[entry]..<offsets[entry + 1]], as: UTF8.self)
      let hash = Self.hash(Int(fields[entry]), text)
      guard text.utf8.elementsEqual(bytes[offsets[entry]..<offsets[entry + 1]]),
        find(Int(fields[entry]), text, hash) == nil
      else { throw reader.fault("\(name).bytes", "expected UTF-8 and each id once, found id \(entry)") }
      append(field: fields[entry], id: text.utf8, hash: hash)
    }
    counts = try Self.notNegative(reader, "\(name).counts", count)
    windows = try Self.notNegative(reader, "\(name).windows", count)
    isEvicted = try reader.bytes("\(name).evicted", count: count).array.map { $0 != 0 }
  }

  private static func notNegative(_ reader: any ModelReader, _ name: String, _ count: Int) throws -> [Int32] {
    let numbers = try reader.integers(name, count: count).array
    guard numbers.allSatisfy({ $0 >= 0 }) else { throw reader.fault(name, "expected numbers of 0 or more") }
    return numbers
  }
}
