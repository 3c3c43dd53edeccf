import HTTPTypes
import Hummingbird

/// The description of the interface: an OpenAPI 3.1 document, written by hand.
///
/// Its parts stand in one file a theme; tests compare it with the routes both ways.
package enum Description {
  /// The document as JSON.
  package static let document = """
    {"openapi":"3.1.0",
    \(head),
    "paths":{\([lists, catalogue, users, items, events, models, operations].joined(separator: ",\n"))},
    "components":{"securitySchemes":\(security),\n"parameters":\(parameters),\n"responses":\(responses),
    "schemas":{\([values, records, requests, answers].joined(separator: ",\n"))}}}
    """

  static let head = #"""
    "info":{"title":"Needletail","version":"1","summary":"A recommender that answers with the last event in mind.",
      "description":"Ids are yours: any text of 1 to 128 characters without slashes and control characters. Times are milliseconds since 1970-01-01T00:00:00Z. Every answer names the version of the model and the sequence of the latest change it reflects; an answer that is asked for after a change was acknowledged reflects it. Members, parameters and values that this document does not name are refused.",
      "license":{"name":"Apache-2.0","identifier":"Apache-2.0"}},
    "security":[{"key":[]},{"bearer":[]}],
    "tags":[{"name":"lists"},{"name":"events"},{"name":"users"},{"name":"items"},{"name":"models"},
      {"name":"operations"}]
    """#

  static let security = #"""
    {"key":{"type":"apiKey","in":"header","name":"X-API-Key"},"bearer":{"type":"http","scheme":"bearer"}}
    """#

  static func add(to routes: inout RouteGroup) {
    let bytes = [UInt8](document.utf8)
    routes.on(.get, "", scope: nil) { _, _ in .json(bytes) }
  }
}
