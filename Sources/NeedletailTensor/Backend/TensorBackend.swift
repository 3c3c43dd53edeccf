import CTorch
import Glibc

/// LibTorch behind a table of functions, opened at run time.
///
/// Opening takes most of a second and 170 MB, so it happens at the first use of `TensorThread` and never before:
/// a program that runs no neural model neither needs LibTorch nor pays for it.
package struct TensorBackend: Sendable {
  /// The file that was opened.
  package let path: String
  /// The version of LibTorch: "1.13.0".
  package let version: String
  fileprivate let functions: needletail_torch_functions

  /// The outcome of the one try of this process.
  private static let opened = Result<TensorBackend, TensorBackendError> { () throws(TensorBackendError) in
    try TensorBackend(searching: TensorBackendSearch.current)
  }

  /// The backend, opened when it was not yet.
  package static func shared() throws(TensorBackendError) -> TensorBackend { try opened.get() }

  /// Whether the backend can be opened, for tests that are skipped without it.
  package static var isAvailable: Bool { (try? opened.get()) != nil }

  private init(searching places: [String]) throws(TensorBackendError) {
    var tried: [TensorBackendError.Attempt] = []
    for path in places {
      guard access(path, F_OK) == 0 else {
        tried.append(.init(path: path, reason: "no such file"))
        continue
      }
      // The library's own symbols stay out of the program's way; LibTorch keeps its state until the end.
      guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
        tried.append(.init(path: path, reason: dlerror().map { String(cString: $0) } ?? "cannot be opened"))
        continue
      }
      guard let symbol = dlsym(library, NEEDLETAIL_TORCH_SYMBOL),
        let table = unsafeBitCast(symbol, to: needletail_torch_entry.self)(UInt32(NEEDLETAIL_TORCH_VERSION)),
        table.pointee.size == MemoryLayout<needletail_torch_functions>.size
      else {
        tried.append(.init(path: path, reason: "built for another version of Needletail"))
        continue
      }
      self.path = path
      functions = table.pointee
      version = functions.library_version().map { String(cString: $0) } ?? "unknown"
      return
    }
    throw TensorBackendError(tried: tried)
  }
}

/// The backend's functions. Only code on the tensor thread reads them, and nothing runs there before the backend is open.
let torch: needletail_torch_functions = {
  do { return try TensorBackend.shared().functions } catch { fatalError("\(error)") }
}()
