package import Hummingbird
import NIOCore
package import NeedletailData

extension Request {
  /// The body as JSON.
  ///
  /// - Parameter limit: how many bytes it may have.
  /// - Throws: `RequestFault`: what is too large, no JSON, or nested deeper than 32 levels.
  package func json(limit: Int) async throws -> JSONValue {
    let declared = headers[.contentLength].flatMap { Int($0) } ?? 0
    guard declared <= limit else {
      throw RequestFault(.tooLarge, part: "body", "expected at most \(limit) bytes, found \(declared)")
    }
    if let type = headers[.contentType] {
      let essence = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
      guard essence == "application/json" else {
        throw RequestFault(.unsupportedMediaType, part: "Content-Type", "expected application/json")
      }
    }
    let bytes: ByteBuffer
    do {
      bytes = try await body.collect(upTo: limit)
    } catch is NIOTooManyBytesError {
      throw RequestFault(.tooLarge, part: "body", "expected at most \(limit) bytes")
    }
    guard declared == 0 || bytes.readableBytes == declared else {
      throw RequestFault(.invalid, part: "body", "expected \(declared) bytes, found \(bytes.readableBytes)")
    }
    do {
      return try JSONValue(parsing: bytes.readableBytesView, depth: 32)
    } catch {
      throw RequestFault(.invalid, part: "body", "expected JSON: \(error)")
    }
  }
}

extension Request {
  /// Refuses a body and parameters where none are asked for; an empty object is nothing.
  package func expectNothing() async throws {
    try QueryReader(self).finish()
    let bytes = try await body.collect(upTo: 1024)
    guard bytes.readableBytes > 0 else { return }
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes.readableBytesView, depth: 32)
    } catch {
      throw RequestFault(.invalid, part: "body", "expected nothing, or an empty object")
    }
    try BodyReader(value).finish()
  }
}
