import Glibc

/// A file or a folder of files, on disk or in memory.
struct SourceTree {
  /// As the user named it.
  let name: String
  private let content: Content

  private enum Content {
    case file(path: String)
    case folder(path: String, names: [String])
    case memoryFile([UInt8])
    case memoryFolder([String: [UInt8]])
  }

  /// What a path leads to.
  init(path: String) throws {
    name = path
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw DataError(file: path, "cannot open: \(String(cString: strerror(errno)))")
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      content = .folder(path: path, names: try Self.list(path))
    } else {
      content = .file(path: path)
    }
  }

  /// A file in memory.
  init(name: String, bytes: [UInt8]) {
    self.name = name
    content = .memoryFile(bytes)
  }

  /// A folder in memory.
  init(name: String, files: [String: [UInt8]]) {
    self.name = name
    content = .memoryFolder(files)
  }

  /// The names of the files in a folder, ascending; nil for a file.
  var names: [String]? {
    switch content {
    case .file, .memoryFile: nil
    case .folder(_, let names): names
    case .memoryFolder(let files): files.keys.sorted()
    }
  }

  /// The path of the folder itself when it lies on disk.
  var folderPath: String? {
    if case .folder(let path, _) = content { path } else { nil }
  }

  /// Opens a file of the folder, or the file itself, unpacked.
  func open(_ member: String? = nil) throws -> any ByteStream {
    switch content {
    case .file(let path): try Decompression.open(path: path)
    case .folder(let path, _): try Decompression.open(path: "\(path)/\(member ?? "")")
    case .memoryFile(let bytes): try Decompression.unpack(MemoryStream(name: name, bytes: bytes))
    case .memoryFolder(let files):
      try Decompression.unpack(
        MemoryStream(name: "\(name)/\(member ?? "")", bytes: member.flatMap { files[$0] } ?? []))
    }
  }

  private static func list(_ path: String) throws -> [String] {
    guard let folder = opendir(path) else {
      throw DataError(file: path, "cannot list the folder: \(String(cString: strerror(errno)))")
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}

/// The name of a file without its folder and without what packed it.
struct FileName {
  /// "ratings.csv" for "data/ratings.csv.gz".
  let plain: String

  init(_ path: String) {
    var name = path.split(separator: "/").last.map(String.init) ?? path
    for packed in [".gz", ".zst", ".zstd"] where name.hasSuffix(packed) && name.count > packed.count {
      name.removeLast(packed.count)
    }
    plain = name
  }

  /// What follows the last dot, in lower case.
  var fileExtension: String {
    plain.lastIndex(of: ".").map { plain[plain.index(after: $0)...].lowercased() } ?? ""
  }

  /// The part of a division that a file holds by its name: `train.txt`, `ml-1m.test.rating`, and the rest of the
  /// name, by which the files of one division belong together.
  var part: (part: UInt8, rest: String)? {
    var pieces = plain.split { $0 == "." || $0 == "_" || $0 == "-" }.map { $0.lowercased() }
    for (index, piece) in pieces.enumerated() {
      let part: UInt8? =
        switch piece {
        case "train", "training": 0
        case "test", "testing": 1
        case "valid", "validation", "val", "dev": 2
        default: nil
        }
      guard let part else { continue }
      pieces.remove(at: index)
      return (part, pieces.joined(separator: "."))
    }
    return nil
  }
}
