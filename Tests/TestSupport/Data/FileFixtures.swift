import Glibc

/// Runs a test with an empty folder that is removed afterwards.
package func withTemporaryFolder<Result>(_ body: (String) throws -> Result) rethrows -> Result {
  let folder = TemporaryFolder()
  return try withExtendedLifetime(folder) { try body(folder.path) }
}

/// A file of a test could not be read or written.
package struct FileFixtureError: Error {}

/// Writes a file.
package func writeFile(_ path: String, _ bytes: [UInt8]) throws {
  guard let file = fopen(path, "w") else { throw FileFixtureError() }
  defer { fclose(file) }
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw FileFixtureError() }
}

/// The files of a folder by name.
package func readFolder(_ path: String) throws -> [String: [UInt8]] {
  guard let folder = opendir(path) else { throw FileFixtureError() }
  defer { closedir(folder) }
  var files: [String: [UInt8]] = [:]
  while let entry = readdir(folder) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if !name.hasPrefix(".") { files[name] = try readFile("\(path)/\(name)") }
  }
  return files
}

/// The bytes of a small file.
package func readFile(_ path: String) throws -> [UInt8] {
  guard let file = fopen(path, "r") else { throw FileFixtureError() }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var part = [UInt8](repeating: 0, count: 1 << 16)
  while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
  return bytes
}
