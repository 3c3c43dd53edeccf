import Glibc

/// Bytes of files, read and changed behind the back of whoever owns them.
package enum FileFixture {
  /// The size of a file in bytes; 0 for a missing one.
  package static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Some bytes of a file.
  package static func read(_ path: String, at offset: Int, count: Int) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, offset))
    }
  }

  /// Puts bytes in place of others.
  package static func overwrite(_ path: String, at offset: Int, with bytes: [UInt8]) {
    let descriptor = open(path, O_WRONLY)
    defer { close(descriptor) }
    precondition(pwrite(descriptor, bytes, bytes.count, offset) == bytes.count, "cannot write \(path)")
  }

  /// Whether a file holds some bytes anywhere.
  package static func contains(_ path: String, _ bytes: [UInt8]) -> Bool {
    let contents = read(path, at: 0, count: size(path))
    return contents.withUnsafeBytes { contents in
      bytes.withUnsafeBytes { bytes in
        guard let start = contents.baseAddress, let wanted = bytes.baseAddress else { return false }
        return (0..<max(0, contents.count - bytes.count + 1)).contains {
          contents[$0] == bytes[0] && memcmp(start + $0, wanted, bytes.count) == 0
        }
      }
    }
  }

  /// The names in a folder, in order.
  package static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
  }
}
