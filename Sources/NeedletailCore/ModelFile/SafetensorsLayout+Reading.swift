import FoundationEssentials

extension SafetensorsLayout {
  /// The longest header that is accepted, as in the format's own readers.
  private static let headerLimit = 100_000_000

  /// Reads and checks the header of a file: all tensors lie within it, one after the other without holes or
  /// overlaps, each as long as its shape says, and those that are not padding begin at a multiple of 64.
  ///
  /// - Parameters:
  ///   - fileLength: the number of bytes in the file.
  ///   - file: its name, for errors.
  ///   - bytes: gives the bytes of a range, which is within the file.
  init(fileLength: Int, file: String, bytes: (Range<Int>) -> [UInt8]) throws(ModelFileError) {
    guard fileLength >= 8 else {
      throw ModelFileError(file: file, "expected a header of 8 bytes or more, found \(fileLength)")
    }
    let length = bytes(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(min(Self.headerLimit, fileLength - 8)) else {
      throw ModelFileError(
        file: file, part: "header", "expected at most \(fileLength - 8) bytes, found a length of \(length)")
    }
    headerLength = 8 + Int(length)
    guard headerLength % Self.alignment == 0 else {
      throw ModelFileError(
        file: file, part: "header",
        "expected an end at a multiple of \(Self.alignment), found \(headerLength)")
    }
    do {
      entries = try JSONDecoder().decode([String: Entry].self, from: Data(bytes(8..<headerLength)))
    } catch {
      throw ModelFileError(
        file: file, part: "header", "expected a table of tensors in JSON: \(JSONFault(error))")
    }
    dataLength = fileLength - headerLength
    try check(file)
  }

  private func check(_ file: String) throws(ModelFileError) {
    for (name, entry) in entries {
      guard entry.offsets.count == 2, entry.offsets[0] >= 0, entry.offsets[0] <= entry.offsets[1],
        entry.offsets[1] <= dataLength
      else {
        throw Self.fault(
          file, name, "expected a start and an end within \(dataLength) bytes, found \(entry.offsets)")
      }
      let length = entry.shape.reduce(Optional(entry.type.stride)) { product, dimension in
        guard let product, dimension >= 0 else { return nil }
        let (result, overflow) = product.multipliedReportingOverflow(by: dimension)
        return overflow ? nil : result
      }
      guard length == entry.offsets[1] - entry.offsets[0] else {
        throw Self.fault(
          file, name, "expected the bytes of shape \(entry.shape), found offsets \(entry.offsets)")
      }
      guard Self.isPadding(name) || entry.offsets[0] % Self.alignment == 0 else {
        throw Self.fault(
          file, name, "expected a start at a multiple of \(Self.alignment), found \(entry.offsets[0])")
      }
    }
    // Equal starts are empty tensors and at most one that is not.
    let ordered = entries.sorted {
      ($0.value.offsets[0], $0.value.offsets[1]) < ($1.value.offsets[0], $1.value.offsets[1])
    }
    var end = 0
    for (name, entry) in ordered {
      guard entry.offsets[0] == end else {
        throw Self.fault(file, name, "expected a start at \(end), found \(entry.offsets[0])")
      }
      end = entry.offsets[1]
    }
    guard end == dataLength else {
      throw ModelFileError(
        file: file, "expected \(headerLength + end) bytes, found \(headerLength + dataLength)")
    }
  }

  private static func fault(_ file: String, _ name: String, _ message: String) -> ModelFileError {
    ModelFileError(file: file, part: "tensor '\(name)'", message)
  }
}
