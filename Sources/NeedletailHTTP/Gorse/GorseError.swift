/// Why a request of a gorse client is refused: a status, and a sentence that is the whole body.
struct GorseError: Error, Sendable, Equatable {
  /// The HTTP status.
  var status: Int
  /// The body.
  var message: String

  static func badRequest(_ message: String) -> GorseError { GorseError(status: 400, message: message) }
  static func notFound(_ message: String) -> GorseError { GorseError(status: 404, message: message) }

  /// gorse's own words for a missing user, which its clients compare.
  static func noUser(_ id: String) -> GorseError { .notFound("user \(id) not found") }
  /// gorse's own words for a missing item, which its clients compare.
  static func noItem(_ id: String) -> GorseError { .notFound("item \(id) not found") }
}
