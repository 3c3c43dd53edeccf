package import Hummingbird

/// Why a request was not fulfilled: what its client is told.
package struct RequestFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// The sort of fault; its raw value is the word that clients see.
  package enum Code: String, Sendable, Hashable, CaseIterable {
    case invalid
    case unauthorized
    case forbidden
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case timeout
    case conflict
    case tooLarge = "too_large"
    case unsupportedMediaType = "unsupported_media_type"
    /// The form is right, the meaning is not: a rule with a fault, places that contradict each other.
    case unprocessable
    case tooManyRequests = "too_many_requests"
    case `internal`
    case unavailable
    case noModel = "no_model"

    /// The status of the answer.
    package var status: HTTPResponse.Status {
      switch self {
      case .invalid: .badRequest
      case .unauthorized: .unauthorized
      case .forbidden: .forbidden
      case .notFound: .notFound
      case .methodNotAllowed: .methodNotAllowed
      case .timeout: .requestTimeout
      case .conflict: .conflict
      case .tooLarge: .contentTooLarge
      case .unsupportedMediaType: .unsupportedMediaType
      case .unprocessable: .unprocessableContent
      case .tooManyRequests: .tooManyRequests
      case .internal: .internalServerError
      case .unavailable, .noModel: .serviceUnavailable
      }
    }
  }

  /// The sort of fault.
  package var code: Code
  /// The part of the request at fault: "events[3].value", "query.n"; empty for the whole.
  package var part: String
  /// What was expected, and what was found.
  package var message: String
  /// After how many seconds it may go better; nil when that is unknown.
  package var retryAfter: Int?
  /// The methods that the path knows, for `methodNotAllowed`.
  package var allowed: [HTTPRequest.Method] = []

  /// A fault.
  package init(_ code: Code, part: String = "", _ message: String, retryAfter: Int? = nil) {
    self.code = code
    self.part = part
    self.message = message
    self.retryAfter = retryAfter
  }

  /// Part and message.
  package var description: String { part.isEmpty ? message : "\(part): \(message)" }
}
