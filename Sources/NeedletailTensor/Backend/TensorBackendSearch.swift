import Glibc

/// Where the tensor backend may lie.
package enum TensorBackendSearch {
  /// The name of the library's file.
  package static let fileName = "libneedletail-torch.so"
  /// The environment's variable that names the file; nothing else is tried when it is set.
  static let variable = "NEEDLETAIL_TORCH"

  /// The places to try, in order.
  static var current: [String] {
    places(named: getenv(variable).map { String(cString: $0) }, executable: executable)
  }

  /// The variable's file; else beside the executable, where an installation puts it, and in `.build/torch` of
  /// each folder above, where `make setup` does.
  package static func places(named file: String?, executable: String) -> [String] {
    if let file, !file.isEmpty { return [file] }
    var folder = parent(of: executable)
    var result = ["\(folder)/\(fileName)", "\(parent(of: folder))/lib/needletail/\(fileName)"]
    while !folder.isEmpty {
      let place = folder.hasSuffix("/.build") ? "torch" : ".build/torch"
      result.append("\(folder)/\(place)/\(fileName)")
      folder = parent(of: folder)
    }
    return result
  }

  private static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  /// The path of the running program.
  private static var executable: String {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, length)), as: UTF8.self)
  }
}
