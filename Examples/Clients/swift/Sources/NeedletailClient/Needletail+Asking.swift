import Foundation

extension Needletail {
  /// Sends a request, again when that may help.
  func ask<Answer: Decodable>(
    _ method: String, _ path: String, sending body: (some Encodable)?, as type: Answer.Type
  ) async throws -> Answer {
    var headers = ["Accept": "application/json"]
    if body != nil { headers["Content-Type"] = "application/json" }
    if let key { headers["X-API-Key"] = key }
    let data = try body.map { try JSONEncoder().encode($0) }
    var attempt = 1
    while true {
      var wait: Double?
      do {
        let answer = try await transport.send(method, address + path, headers, data)
        if (200..<300).contains(answer.status) { return try JSONDecoder().decode(type, from: answer.body) }
        guard attempt < attempts, [408, 429, 502, 503, 504].contains(answer.status) else {
          throw NeedletailError(status: answer.status, body: answer.body)
        }
        wait = answer.retryAfter
      } catch let error as URLError where attempt < attempts && error.code != .cancelled {
        // The connection was lost, or could not be made.
      }
      let pause = wait ?? min(5, 0.1 * Double(1 << min(attempt - 1, 10)))
      try await Task.sleep(nanoseconds: UInt64(pause * .random(in: 1...1.25) * 1e9))
      attempt += 1
    }
  }
}

/// Why the server refused.
public struct NeedletailError: Error, Sendable, CustomStringConvertible {
  /// The status of HTTP.
  public let status: Int
  /// The sort of fault: "invalid", "not_found", …
  public let code: String
  /// The part of the request at fault: "events[3].value"; empty for the whole.
  public let part: String
  /// What was expected, and what was found.
  public let message: String

  /// Status, part and message.
  public var description: String { "\(status) \(code): \(part.isEmpty ? "" : "\(part): ")\(message)" }

  init(status: Int, body: Data) {
    struct Answer: Decodable {
      struct Fault: Decodable {
        let code: String
        let message: String
        let part: String
      }
      let error: Fault
    }
    let fault = (try? JSONDecoder().decode(Answer.self, from: body))?.error
    self.status = status
    code = fault?.code ?? "unknown"
    part = fault?.part ?? ""
    message = fault?.message ?? "the server answered \(status)"
  }
}
