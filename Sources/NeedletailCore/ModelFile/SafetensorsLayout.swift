import FoundationEssentials

/// Where the tensors of a `safetensors` file lie.
///
/// The file is: the length of the header as 64 bits, a header in JSON, the bytes of the tensors. Two promises of
/// ours go beyond the format: the header is padded with blanks so that the data begin at a multiple of 64, and
/// so does each tensor. The format forbids holes, so the gaps are tensors themselves, named `padding.N`, and any
/// reader of the format reads our files.
struct SafetensorsLayout: Sendable {
  /// One tensor in the header.
  struct Entry: Codable, Sendable, Equatable {
    var type: TensorType
    var shape: [Int]
    /// Start and end in the data part of the file.
    var offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case type = "dtype"
      case shape
      case offsets = "data_offsets"
    }
  }

  static let alignment = 64
  static let paddingPrefix = "padding."

  /// The tensors by name, paddings included.
  var entries: [String: Entry]
  /// The length of everything before the data.
  var headerLength: Int
  /// The length of the data.
  var dataLength: Int

  /// Whether a tensor only fills a gap.
  static func isPadding(_ name: String) -> Bool { name.hasPrefix(paddingPrefix) }

  /// Lays tensors out in the given order.
  init(placing tensors: [(name: String, type: TensorType, shape: [Int])]) throws {
    entries = [:]
    var position = 0
    for (number, tensor) in tensors.enumerated() {
      let end = position + tensor.shape.reduce(tensor.type.stride, *)
      entries[tensor.name] = Entry(type: tensor.type, shape: tensor.shape, offsets: [position, end])
      position = (end + Self.alignment - 1) / Self.alignment * Self.alignment
      if position > end {
        entries["\(Self.paddingPrefix)\(number)"] = Entry(
          type: .uint8, shape: [position - end], offsets: [end, position])
      }
    }
    dataLength = position
    headerLength = 0
    headerLength = try header().count
  }

  /// The bytes before the data.
  func header() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = [UInt8](try encoder.encode(entries))
    while (8 + json.count) % Self.alignment != 0 { json.append(UInt8(ascii: " ")) }
    return (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) } + json
  }
}
