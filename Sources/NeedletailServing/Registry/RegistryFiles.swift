import FoundationEssentials
import Glibc
import NeedletailMath

/// Small files that are replaced as a whole, and folders that are copied, with all that reaches the disk.
enum RegistryFiles {
  /// Puts a small file in place: written beside it, synced, renamed, the folder synced.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let aside = "\(path).partial"
    try writeNew(bytes, to: aside)
    guard rename(aside, path) == 0 else {
      throw FileAccessError(path: path, action: "replace", errorNumber: errno)
    }
    try DirectoryReplacement.sync(folder: folder(of: path))
  }

  /// Writes and syncs a file, replacing what a crash may have left there.
  static func writeNew(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileAccessError(path: path, action: "create", errorNumber: errno) }
    defer { close(descriptor) }
    try bytes.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
    guard fsync(descriptor) == 0 else {
      throw FileAccessError(path: path, action: "sync", errorNumber: errno)
    }
  }

  /// A value as JSON with sorted keys, in the place of an older one.
  static func write(_ value: some Encodable, to path: String) throws {
    try write(json(value), to: path)
  }

  /// A value as JSON with sorted keys.
  static func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
  }

  /// The value in a JSON file.
  static func read<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value {
    let mapping = try MappedFile(path: path)
    return try decode(type, from: mapping.copyBytes(in: 0..<mapping.count))
  }

  /// The value in JSON text.
  static func decode<Value: Decodable>(_ type: Value.Type, from bytes: some Sequence<UInt8>) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    return try decoder.decode(type, from: Data(bytes))
  }

  /// Copies and syncs one file.
  static func copy(_ source: String, to target: String) throws {
    let input = open(source, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw FileAccessError(path: source, action: "open", errorNumber: errno) }
    defer { close(input) }
    let output = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard output >= 0 else { throw FileAccessError(path: target, action: "create", errorNumber: errno) }
    defer { close(output) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = Glibc.read(input, &buffer, buffer.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw FileAccessError(path: source, action: "read", errorNumber: errno)
      }
      if count == 0 { break }
      try buffer.withUnsafeBytes {
        try writeAll(UnsafeRawBufferPointer(rebasing: $0[..<count]), to: output, path: target)
      }
    }
    guard fsync(output) == 0 else {
      throw FileAccessError(path: target, action: "sync", errorNumber: errno)
    }
  }

  /// Writes all bytes.
  static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String)
    throws(FileAccessError)
  {
    var rest = bytes
    while !rest.isEmpty {
      let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        throw FileAccessError(path: path, action: "write", errorNumber: errno)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  /// The names in a folder, sorted; without `.` and `..`.
  static func names(in folder: String) throws(FileAccessError) -> [String] {
    guard let stream = opendir(folder) else {
      throw FileAccessError(path: folder, action: "list", errorNumber: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes a folder and those above it; one that is there is fine.
  static func makeFolder(_ path: String) throws(FileAccessError) {
    if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, folder(of: path) != path else {
      throw FileAccessError(path: path, action: "create", errorNumber: errno)
    }
    try makeFolder(folder(of: path))
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw FileAccessError(path: path, action: "create", errorNumber: errno)
    }
  }

  /// The folder that holds a path.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
