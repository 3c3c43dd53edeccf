import HTTPTypes
package import Hummingbird
import NIOCore
import NeedletailData

/// How a group of routes words its faults.
package enum FaultDialect: Sendable {
  /// `{"error":{"code":…,"message":…,"part":…,"request":…}}`.
  case json
  /// The message alone, as plain text; gorse's clients know no status 422.
  case plain

  /// The answer that tells a client of a fault.
  package func response(_ fault: RequestFault, request: String) -> Response {
    var headers = HTTPFields()
    if let seconds = fault.retryAfter { headers[.retryAfter] = String(seconds) }
    if fault.code == .methodNotAllowed {
      headers[.allow] = fault.allowed.map(\.rawValue).joined(separator: ", ")
    }
    if fault.code == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    headers[.contentType] = self == .json ? "application/json" : "text/plain; charset=utf-8"
    let status: HTTPResponse.Status =
      self == .plain && fault.code == .unprocessable ? .badRequest : fault.code.status
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: bytes(fault, request: request)))
  }

  /// The body of that answer.
  func bytes(_ fault: RequestFault, request: String) -> ByteBuffer {
    switch self {
    case .json:
      var bytes: [UInt8] = []
      JSONValue.object([
        .init(
          "error",
          .object([
            .init("code", .string(fault.code.rawValue)), .init("message", .string(fault.message)),
            .init("part", .string(fault.part)), .init("request", .string(request)),
          ]))
      ]).write(to: &bytes)
      return ByteBuffer(bytes: bytes)
    case .plain:
      // gorse's clients know a missing key by this word.
      return ByteBuffer(string: fault.code == .unauthorized ? "unauthorized" : fault.description)
    }
  }
}
