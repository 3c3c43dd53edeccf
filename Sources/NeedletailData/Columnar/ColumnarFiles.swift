import FoundationEssentials
import NeedletailMath

/// The files of a columnar folder, mapped or in memory, checked against the manifest as they are taken.
struct ColumnarFiles {
  /// The folder, as the user named it.
  let name: String
  /// The manifest's bytes.
  let manifestBytes: [UInt8]
  private let memory: [String: [UInt8]]?

  init(folder: String) throws {
    name = folder
    memory = nil
    manifestBytes = try FileStream(path: "\(folder)/\(ColumnarFolder.manifestName)").readAll(limit: 1 << 28)
  }

  init(name: String, files: [String: [UInt8]]) {
    self.name = name
    memory = files
    manifestBytes = files[ColumnarFolder.manifestName] ?? []
  }

  /// The path of one file, for errors.
  func path(_ file: String) -> String { "\(name)/\(file)" }

  /// The manifest, checked as far as it can be without the other files.
  func manifest() throws -> ColumnarManifest {
    let path = path(ColumnarFolder.manifestName)
    let manifest: ColumnarManifest
    do {
      manifest = try JSONDecoder().decode(ColumnarManifest.self, from: Data(manifestBytes))
    } catch {
      throw DataError(file: path, "expected the manifest of an imported folder: \(Self.explain(error))")
    }
    guard manifest.format == ColumnarManifest.mark else {
      throw DataError(file: path, "expected format \(ColumnarManifest.mark), found '\(manifest.format)'")
    }
    guard manifest.version == ColumnarManifest.currentVersion else {
      throw DataError(
        file: path,
        "expected version \(ColumnarManifest.currentVersion), found \(manifest.version); import the data again"
      )
    }
    return manifest
  }

  /// A column of a type and a length.
  func column<T: ColumnElement>(
    _ file: String, _ manifest: ColumnarManifest, count expected: Int? = nil, verify: Bool
  ) throws -> SharedBuffer<T> {
    guard let entry = manifest.files[file] else {
      throw DataError(file: path(ColumnarFolder.manifestName), "expected an entry for the file \(file)")
    }
    guard entry.type == T.type, entry.count >= 0, expected == nil || entry.count == expected else {
      let found = "\(entry.count) of type \(entry.type)"
      let wanted = expected.map { "\($0) elements" } ?? "elements"
      throw DataError(file: path(file), "expected \(wanted) of type \(T.type), the manifest says \(found)")
    }
    let (bytes, overflow) = entry.count.multipliedReportingOverflow(by: MemoryLayout<T>.stride)
    let column: SharedBuffer<T> = try take(file, bytes: overflow ? .max : bytes, count: entry.count)
    if verify {
      let checksum = column.withUnsafeBufferPointer { Checksum.extend(0, UnsafeRawBufferPointer($0)) }
      guard checksum == entry.crc32 else {
        throw DataError(file: path(file), "the checksum differs from the manifest: the file is damaged")
      }
    }
    return column
  }

  private func take<T: ColumnElement>(
    _ file: String, bytes: Int, count: Int
  ) throws -> SharedBuffer<T> {
    if let memory {
      guard let content = memory[file] else { throw DataError(file: path(file), "the file is missing") }
      try requireSize(content.count, bytes, file)
      return SharedBuffer(count: count) { target in
        UnsafeMutableRawBufferPointer(target).copyBytes(from: content)
      }
    }
    let mapped: MappedFile
    do { mapped = try MappedFile(path: path(file)) } catch {
      throw DataError(file: path(file), error.description)
    }
    try requireSize(mapped.count, bytes, file)
    guard let column = SharedBuffer<T>(mapping: mapped, byteOffset: 0, count: count) else {
      throw DataError(file: path(file), "the file cannot be mapped as \(count) elements")
    }
    return column
  }

  private func requireSize(_ found: Int, _ expected: Int, _ file: String) throws {
    guard found == expected else {
      throw DataError(
        file: path(file),
        "expected \(expected) bytes as the manifest says, found \(found): the folder is damaged")
    }
  }

  private static func explain(_ error: any Error) -> String {
    func key(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    return switch error {
    case DecodingError.keyNotFound(let missing, _): "key '\(missing.stringValue)' is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "the value of '\(key(context))' has the wrong type"
    case DecodingError.dataCorrupted(let context):
      context.codingPath.isEmpty ? "it is not valid JSON" : "the value of '\(key(context))' is not valid"
    default: "it cannot be read"
    }
  }
}
