import FoundationEssentials
import NeedletailData

/// What `manifest.json` of a model says.
struct ModelManifest: Codable, Sendable {
  /// The sizes of the data that the model was fitted on.
  struct Shape: Codable, Sendable {
    var users: Int
    var items: Int
    var interactions: Int
  }

  /// One tensor, as the tensor file must hold it.
  struct Tensor: Codable, Sendable, Equatable {
    var name: String
    var type: TensorType
    var shape: [Int]
    var sha256: String
  }

  /// The present version of the format.
  static let version = 1
  static let fileName = "manifest.json"
  static let tensorFileName = "tensors.safetensors"
  /// What stands for the digest of the manifest while that digest is computed.
  private static let blankDigest = String(repeating: "0", count: 64)

  var format = Self.version
  var algorithm: String
  var specification: String
  var hyperparameters: [String: HyperparameterValue]
  var weighting: String
  var data: Shape
  var metadata: ModelMetadata
  var tensors: [Tensor]
  /// The digest of the whole tensor file.
  var tensorFileSHA256: String
  /// The digest of this manifest with 64 zeros in place of this digest.
  var manifestSHA256 = Self.blankDigest

  /// The text of the manifest, sealed with its own digest.
  func sealed() throws -> [UInt8] {
    var copy = self
    copy.manifestSHA256 = Self.blankDigest
    var digest = SHA256()
    try digest.update(copy.encoded())
    copy.manifestSHA256 = digest.hexadecimal()
    return try copy.encoded()
  }

  private func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// Reads a manifest and checks its version.
  ///
  /// - Throws: `ModelFileError`.
  init(bytes: [UInt8], file: String) throws(ModelFileError) {
    struct Version: Decodable { var format: Int }
    do {
      let found = try JSONDecoder().decode(Version.self, from: Data(bytes)).format
      guard found == Self.version else {
        throw ModelFileError(file: file, part: "key format", "expected \(Self.version), found \(found)")
      }
      self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw ModelFileError(file: file, "expected the manifest of a model: \(JSONFault(error))")
    }
    guard data.users >= 0, data.items >= 0, data.interactions >= 0,
      max(data.users, data.items) <= Int(Int32.max)
    else {
      throw ModelFileError(
        file: file, part: "key data",
        "expected counts from 0 to \(Int32.max), found \(data.users) users, \(data.items) items")
    }
  }

  /// Whether the text is what was sealed.
  static func isIntact(_ bytes: [UInt8], digest: String) -> Bool {
    guard let place = bytes.firstRange(of: Array(digest.utf8)), digest.utf8.count == 64 else { return false }
    var blank = bytes
    blank.replaceSubrange(place, with: Array(blankDigest.utf8))
    var computed = SHA256()
    computed.update(blank)
    return computed.hexadecimal() == digest
  }

  init(
    algorithm: String, specification: String, hyperparameters: [String: HyperparameterValue],
    weighting: String, data: Shape, metadata: ModelMetadata, tensors: [Tensor], tensorFileSHA256: String
  ) {
    self.algorithm = algorithm
    self.specification = specification
    self.hyperparameters = hyperparameters
    self.weighting = weighting
    self.data = data
    self.metadata = metadata
    self.tensors = tensors
    self.tensorFileSHA256 = tensorFileSHA256
  }
}

extension HyperparameterValue: Codable {
  /// Reads a JSON scalar.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let integer = try? container.decode(Int.self) {
      self = .integer(integer)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .choice(try container.decode(String.self))
    }
  }

  /// Writes a JSON scalar.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    case .choice(let value): try container.encode(value)
    }
  }
}
