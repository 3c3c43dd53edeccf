public import NeedletailConfiguration
import NeedletailCore
import NeedletailModels

extension PipelineDefinition {
  /// Reads the text of a YAML file; empty text is the plain pipeline.
  ///
  /// - Throws: `ConfigurationError` with the line, for rules and models too.
  public init(parsing text: String, file: String) throws(ConfigurationError) {
    try self.init(ConfigurationSection(parsing: text, file: file))
  }

  /// Reads a section of a configuration, all of it.
  ///
  /// - Throws: `ConfigurationError` with the line.
  public init(_ section: ConfigurationSection) throws(ConfigurationError) {
    var section = section
    if let text = try section.string("model") {
      do { model = try ModelSpecification(parsing: text, registry: .models) } catch {
        throw section.fault("model", "\(error)")
      }
    }
    // Every key is read, so that all are known to the message about a mistyped one.
    let sources = try section.section("sources")
    if section.contains("sources") { self.sources = try CandidateSources(sources) }
    try readFilters(section.section("filters"))
    boosts = try Self.boosts(&section)
    pins = try Self.pins(&section)
    quotas = try Self.quotas(&section)
    // The only ranker there is; named so that a file can say so.
    _ = try section.choice("ranker", default: "model", of: ["model"])
    let words = StrangerRanking.allCases.map(\.rawValue)
    strangers =
      StrangerRanking(rawValue: try section.choice("strangers", default: "model", of: words)) ?? .model
    diversity = try ReRanking(section.section("diversity"))
    let session = try section.section("session")
    if section.contains("session") { self.session = try SessionBlend(session) }
    events = try EventWeights(section.section("events"))
    try section.finish()
  }

  private mutating func readFilters(_ section: ConfigurationSection) throws(ConfigurationError) {
    var section = section
    for text in try section.strings("rules") ?? [] { rules.append(try Self.rule(text, "rules", section)) }
    let isOn = try section.boolean("seen", default: true)
    let kinds = try section.strings("seenKinds")
    if let kinds {
      guard isOn else { throw section.fault("seenKinds", "kinds have no meaning beside 'seen: false'") }
      seen = .kinds(kinds)
    } else {
      seen = isOn ? .profile : .none
    }
    try section.finish()
  }

  private static func rule(
    _ text: String, _ key: String, _ section: ConfigurationSection
  ) throws(ConfigurationError) -> RuleExpression {
    do { return try RuleExpression(parsing: text) } catch { throw section.fault(key, "\(error)") }
  }

  /// The rule of an element of a list.
  private static func rule(
    _ section: inout ConfigurationSection, _ key: String = "when"
  ) throws(ConfigurationError) -> RuleExpression {
    guard let text = try section.string(key) else { throw section.fault(key, "expected a rule, found none") }
    return try rule(text, key, section)
  }

  private static func boosts(
    _ section: inout ConfigurationSection
  ) throws(ConfigurationError) -> [RequestRules.Boost] {
    var boosts: [RequestRules.Boost] = []
    for var element in try section.sections("boosts") {
      let when = try rule(&element)
      guard element.contains("by") else {
        throw element.fault("by", "expected standard deviations of score, found none")
      }
      let by = try element.number("by", default: 0, in: -100...100)
      try element.finish()
      boosts.append(RequestRules.Boost(when: when, by: Float(by)))
    }
    return boosts
  }

  private static func pins(_ section: inout ConfigurationSection) throws(ConfigurationError) -> [Pin] {
    var pins: [Pin] = []
    for var element in try section.sections("pins") {
      guard let item = try element.string("item") else {
        throw element.fault("item", "expected the id of an item, found none")
      }
      pins.append(Pin(item: item, place: try element.integer("place", default: 0, in: 0...999)))
      try element.finish()
    }
    return pins
  }

  private static func quotas(
    _ section: inout ConfigurationSection
  ) throws(ConfigurationError) -> [RequestRules.Quota] {
    var quotas: [RequestRules.Quota] = []
    for var element in try section.sections("quotas") {
      let when = try rule(&element)
      let atLeast = try element.integer("atLeast", default: 0, in: 0...1000)
      let bound = try element.integer("atMost", default: 0, in: 0...1000)
      let atMost = element.contains("atMost") ? bound : nil
      guard atLeast > 0 || atMost != nil else {
        throw element.fault("", "expected 'atLeast' or 'atMost', found neither")
      }
      guard atMost.map({ $0 >= atLeast }) ?? true else {
        throw element.fault("atMost", "expected no less than 'atLeast'")
      }
      try element.finish()
      quotas.append(RequestRules.Quota(when: when, atLeast: atLeast, atMost: atMost))
    }
    return quotas
  }
}

extension PipelineDefinition.ReRanking {
  /// Reads `variety`, `by` and `cap`.
  init(_ section: ConfigurationSection) throws(ConfigurationError) {
    var section = section
    variety = Float(try section.number("variety", default: 0, in: 0...1))
    by = try section.strings("by") ?? []
    if section.contains("cap") {
      var bound = try section.section("cap")
      guard let attribute = try bound.string("attribute") else {
        throw bound.fault("attribute", "expected the name of an attribute, found none")
      }
      cap = .init(attribute: attribute, share: try bound.number("share", default: 0.5, in: 0...1))
      try bound.finish()
    }
    try section.finish()
  }
}

extension SessionBlend {
  /// Reads the numbers of a blend.
  init(_ section: ConfigurationSection) throws(ConfigurationError) {
    self.init()
    var section = section
    halfLife = try section.duration("halfLife", default: halfLife, in: 1...604_800)
    idleGap = try section.duration("idleGap", default: idleGap, in: 1...604_800)
    capacity = try section.integer("capacity", default: capacity, in: 1...10_000)
    largestShare = try section.number("largestShare", default: largestShare, in: 0...1)
    offset = try section.number("offset", default: offset, in: -100...100)
    slope = try section.number("slope", default: slope, in: 0...100)
    fullShiftPositives = try section.integer("fullShiftPositives", default: fullShiftPositives, in: 1...1000)
    longTermKnowsSession = try section.boolean("longTermKnowsSession", default: longTermKnowsSession)
    try section.finish()
  }
}

extension EventWeights {
  /// Reads a weight for each kind.
  init(_ section: ConfigurationSection) throws(ConfigurationError) {
    var section = section
    self.init()
    for kind in section.names {
      weights[kind] = Float(try section.number(kind, default: 1, in: -100...100))
    }
    try section.finish()
  }
}
