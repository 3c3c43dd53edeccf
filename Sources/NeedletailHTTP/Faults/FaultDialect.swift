import HTTPTypes
package import Hummingbird
import NIOCore
import NeedletailData

/// How a group of routes words its faults.
package enum FaultDialect: Sendable {
  /// `{"error":{"code":…,"message":…,"part":…,"request":…}}`.
  case json
  /// The message alone, as plain text.
  case plain

  /// The answer that tells a client of a fault.
  package func response(_ fault: RequestFault, request: String) -> Response {
    var headers = HTTPFields()
    if let seconds = fault.retryAfter { headers[.retryAfter] = String(seconds) }
    if fault.code == .methodNotAllowed {
      headers[.allow] = fault.allowed.map(\.rawValue).joined(separator: ", ")
    }
    if fault.code == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    var bytes: [UInt8] = []
    switch self {
    case .json:
      headers[.contentType] = "application/json"
      JSONValue.object([
        .init(
          "error",
          .object([
            .init("code", .string(fault.code.rawValue)), .init("message", .string(fault.message)),
            .init("part", .string(fault.part)), .init("request", .string(request)),
          ]))
      ]).write(to: &bytes)
    case .plain:
      headers[.contentType] = "text/plain; charset=utf-8"
      // gorse's clients know a missing key by this word.
      bytes += (fault.code == .unauthorized ? "unauthorized" : fault.description).utf8
    }
    return Response(
      status: fault.code.status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
