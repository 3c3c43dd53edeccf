import FoundationEssentials
public import NeedletailCore
import NeedletailMath

extension FeatureHasher {
  /// What a model's file says of a hasher.
  private struct Description: Codable {
    var format = 1
    var hash = "xxhash64"
    var bits: Int
    var seed: UInt64
    var reserved: ReservedRows
  }

  /// Adds the description to a model's file: `name.hashing` in JSON, with the hash, its seed and the bits.
  public func write(to writer: inout ModelWriter, as name: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let json = try encoder.encode(Description(bits: bits, seed: seed, reserved: reserved))
    writer.add("\(name).hashing", .bytes(SharedBuffer([UInt8](json))))
  }

  /// The hasher that a model was trained with.
  ///
  /// - Throws: `ModelFileError` for a description that is absent, or of another hash.
  public init(reading reader: any ModelReader, as name: String) throws {
    let part = "\(name).hashing"
    let bytes = try reader.bytes(part, count: nil)
    do {
      let found = try JSONDecoder().decode(Description.self, from: Data(bytes.array))
      guard found.format == 1, found.hash == "xxhash64", found.reserved.fields >= 1 else {
        throw reader.fault(part, "expected format 1 and xxhash64, found \(found.format) and \(found.hash)")
      }
      try self.init(bits: found.bits, seed: found.seed, reserved: found.reserved)
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw reader.fault(part, "expected the description of feature hashing: \(error)")
    }
  }
}
