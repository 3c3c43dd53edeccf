import NeedletailRetrieval

/// A request that was checked, its rules parsed: all that can be said of it without the state.
struct PreparedRequest: Sendable {
  let request: RecommendationRequest
  /// The place of its pipeline in the settings.
  let pipeline: Int
  let filter: RuleExpression?
  let boosts: [RequestRules.Boost]
  let quotas: [RequestRules.Quota]

  /// The longest list, and how far into the list a page may start.
  static let counts = 1...1_000
  static let offsets = 0...10_000

  /// Checks a request.
  ///
  /// - Throws: `ServingError` that names the part at fault.
  init(_ request: RecommendationRequest, settings: EngineSettings) throws(ServingError) {
    self.request = request
    try Self.check(request)
    if let name = request.pipeline {
      guard let place = settings.pipelines.firstIndex(where: { $0.name == name }) else {
        throw ServingError(
          .notFound, part: "pipeline",
          "no pipeline '\(name)'; there are " + settings.pipelines.map(\.name).joined(separator: ", "))
      }
      pipeline = place
    } else {
      pipeline = 0
    }
    filter = try request.filter.map { text throws(ServingError) in try Self.rule(text, "filter") }
    boosts = try request.boosts.enumerated().map { (place, boost) throws(ServingError) in
      RequestRules.Boost(when: try Self.rule(boost.when, "boosts[\(place)].when"), by: boost.by)
    }
    quotas = try request.quotas.enumerated().map { (place, quota) throws(ServingError) in
      RequestRules.Quota(
        when: try Self.rule(quota.when, "quotas[\(place)].when"), atLeast: quota.atLeast, atMost: quota.atMost
      )
    }
  }

  /// The fault of a rule that the catalogue refused, with the part that it stands in.
  func fault(_ error: RuleError) -> ServingError {
    var part = "pipeline"
    if error.rule == filter?.description { part = "filter" }
    if let place = boosts.firstIndex(where: { $0.when.description == error.rule }) {
      part = "boosts[\(place)].when"
    }
    if let place = quotas.firstIndex(where: { $0.when.description == error.rule }) {
      part = "quotas[\(place)].when"
    }
    return ServingError(.invalid, part: part, error.description)
  }

  private static func rule(_ text: String, _ part: String) throws(ServingError) -> RuleExpression {
    do { return try RuleExpression(parsing: text) } catch {
      throw ServingError(.invalid, part: part, error.description)
    }
  }

  private static func check(_ request: RecommendationRequest) throws(ServingError) {
    guard counts.contains(request.count) else {
      throw ServingError(.invalid, part: "count", "expected 1 to 1000, found \(request.count)")
    }
    guard offsets.contains(request.offset) else {
      throw ServingError(.invalid, part: "offset", "expected 0 to 10000, found \(request.offset)")
    }
    for (place, event) in request.history.enumerated() where !event.value.isFinite {
      throw ServingError(
        .invalid, part: "history[\(place)].value", "expected a finite number, found \(event.value)")
    }
    for (place, pin) in request.pins.enumerated() where pin.place < 0 {
      throw ServingError(
        .invalid, part: "pins[\(place)]", "expected a place from 0, found \(pin.place)")
    }
    for (place, boost) in request.boosts.enumerated() where !boost.by.isFinite {
      throw ServingError(.invalid, part: "boosts[\(place)].by", "expected a finite number, found \(boost.by)")
    }
    for (place, quota) in request.quotas.enumerated()
    where quota.atLeast < 0 || quota.atMost.map({ $0 < quota.atLeast }) ?? false {
      throw ServingError(
        .invalid, part: "quotas[\(place)]",
        "expected 0 ≤ at least ≤ at most, found \(quota.atLeast) and \(quota.atMost.map(String.init) ?? "none")"
      )
    }
    if let variety = request.variety, !(variety >= 0 && variety <= 1) {
      throw ServingError(.invalid, part: "variety", "expected 0 to 1, found \(variety)")
    }
  }
}
