import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Sends single requests over HTTP.
struct Transport: Sendable {
  struct Answer: Sendable {
    let status: Int
    /// After how many seconds to ask again, at most a minute; nil when the server does not say.
    let retryAfter: Double?
    let body: Data
  }

  private let session: URLSession

  init(timeout: Double) {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = timeout
    configuration.httpCookieStorage = nil
    session = URLSession(configuration: configuration)
  }

  func send(
    _ method: String, _ address: String, _ headers: [String: String], _ body: Data?
  ) async throws -> Answer {
    guard let url = URL(string: address) else { throw URLError(.badURL) }
    var request = URLRequest(url: url)
    request.httpMethod = method
    request.httpBody = body
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let (data, response) = try await session.data(for: request)
    guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
    let wait = response.value(forHTTPHeaderField: "Retry-After").flatMap { Double($0) }
    return Answer(
      status: response.statusCode, retryAfter: wait.map { min(60, max(0, $0)) }, body: data)
  }
}
