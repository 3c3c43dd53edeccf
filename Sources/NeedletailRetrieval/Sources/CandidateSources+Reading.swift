import NeedletailConfiguration

extension CandidateSources {
  /// Reads the sources that a section names; others bring nothing.
  init(_ section: ConfigurationSection) throws(ConfigurationError) {
    var section = section
    // Every key is read, so that all are known to the message about a mistyped one.
    let model = try section.integer("model", default: 0, in: 0...100_000)
    self.model = section.contains("model") ? model : nil
    let similar = try section.section("similar")
    if section.contains("similar") { self.similar = try Similar(similar) }
    let trending = try section.section("trending")
    if section.contains("trending") { self.trending = try Trending(trending) }
    let new = try section.section("new")
    if section.contains("new") { self.new = try New(new) }
    let explore = try section.section("explore")
    if section.contains("explore") { exploration = try Exploration(explore) }
    limit = try section.integer("limit", default: limit, in: 1...100_000)
    guard self.model != nil || self.similar != nil || self.trending != nil || self.new != nil else {
      throw section.fault("", "expected one of model, similar, trending and new, found none")
    }
    try section.finish()
  }
}

extension CandidateSources.Similar {
  fileprivate init(_ section: ConfigurationSection) throws(ConfigurationError) {
    var section = section
    self.init()
    positives = try section.integer("positives", default: positives, in: 1...50)
    count = try section.integer("count", default: count, in: 1...1000)
    atLeast = try section.integer("atLeast", default: atLeast, in: 0...1000)
    try section.finish()
  }
}

extension CandidateSources.Trending {
  fileprivate init(_ section: ConfigurationSection) throws(ConfigurationError) {
    var section = section
    self.init()
    count = try section.integer("count", default: count, in: 1...10_000)
    atLeast = try section.integer("atLeast", default: atLeast, in: 0...1000)
    halfLife = try section.duration("halfLife", default: halfLife, in: 1...1e9)
    try section.finish()
  }
}

extension CandidateSources.New {
  fileprivate init(_ section: ConfigurationSection) throws(ConfigurationError) {
    var section = section
    self.init()
    count = try section.integer("count", default: count, in: 1...10_000)
    maxAge = try section.duration("maxAge", default: maxAge, in: 1...1e10)
    atLeast = try section.integer("atLeast", default: atLeast, in: 0...1000)
    attribute = try section.string("attribute")
    try section.finish()
  }
}

extension Exploration {
  fileprivate init(_ section: ConfigurationSection) throws(ConfigurationError) {
    var section = section
    guard section.contains("share") != section.contains("slots") else {
      throw section.fault("", "expected either 'share' or 'slots'")
    }
    if section.contains("share") {
      extent = .share(try section.number("share", default: 0, in: 0...1))
    } else {
      extent = .slots(try section.integer("slots", default: 0, in: 0...1000))
    }
    if let text = try section.string("where") {
      do { rule = try RuleExpression(parsing: text) } catch { throw section.fault("where", "\(error)") }
    }
    try section.finish()
  }
}
