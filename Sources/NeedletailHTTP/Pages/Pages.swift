import HTTPTypes
import Hummingbird
import NeedletailData
import NeedletailServing
import NeedletailStore

/// The pages for people.
///
/// They need no JavaScript and nothing from elsewhere, and their policy forbids browsers to load either. A server
/// with keys tells strangers what it is, and nothing of what it serves.
enum Pages {
  /// Adds the routes.
  static func add(to routes: inout RouteGroup, state: ServerState) {
    routes.on(.get, "", scope: nil) { request, _ in page(try await welcome(request, state)) }
    routes.on(.get, "needletail.css", scope: nil, isLimited: false) { _, _ in
      asset(Stylesheet.text, type: "text/css; charset=utf-8")
    }
    routes.on(.get, "needletail.svg", scope: nil, isLimited: false) { _, _ in
      asset(Emblem.text, type: "image/svg+xml")
    }
  }

  private static func page(_ welcome: Welcome) -> Response {
    var response = Response.text(welcome.page.text, type: "text/html; charset=utf-8")
    response.headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
      + "frame-ancestors 'none'"
    response.headers[.referrerPolicy] = "no-referrer"
    response.headers[.cacheControl] = "no-store"
    return response
  }

  private static func asset(_ text: String, type: String) -> Response {
    var response = Response.text(text, type: type)
    response.headers[.cacheControl] = "max-age=300"
    return response
  }

  /// What the first page says at present.
  private static func welcome(_ request: Request, _ state: ServerState) async throws -> Welcome {
    let http = state.configuration.http
    let scheme = http.tls == nil ? "http" : "https"
    let asked = request.head.authority.flatMap { Welcome.isAuthority($0) ? $0 : nil }
    var welcome = Welcome(address: "\(scheme)://\(asked ?? "\(http.host):\(http.port)")")
    welcome.needsKey = !state.gate.isOpen
    guard case .ready(let parts) = state.life else { return welcome }
    welcome.isReady = true
    guard state.gate.isOpen else { return welcome }
    let status = parts.engine.status
    welcome.status = status
    welcome.user = try await state.reading { try talkative($0) }
    guard status.items > 0 else { return welcome }
    var question = RecommendationRequest(user: welcome.user)
    question.count = 6
    question.seed = 0
    // A page that cannot show an example is still a page.
    guard let answer = try? await parts.engine.recommend(question) else { return welcome }
    welcome.items = try await state.reading { store in
      try answer.items.map { item in
        let title = try store.item(item.id)?.title ?? ""
        return Welcome.Item(id: item.id, title: title, score: item.score, source: item.source)
      }
    }
    return welcome
  }

  /// Of the first users in the order of ids, the one with the most feedback: lists are best shown for somebody who
  /// has done something.
  private static func talkative(_ store: any Store) throws -> String? {
    let now = EngineClock.milliseconds
    var best: (id: String, count: Int)?
    for user in try store.users(from: nil, count: 12).elements {
      let filter = FeedbackFilter(user: user.id, now: now)
      let count = try store.feedback(filter, from: nil, count: 50).elements.count
      if best.map({ count > $0.count }) ?? true { best = (user.id, count) }
    }
    return best?.id
  }
}

extension ItemRecord {
  /// What people call the item: its label `title`, else its remark.
  fileprivate var title: String { labels["title"]?.string ?? comment }
}

extension HTTPField.Name {
  fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
