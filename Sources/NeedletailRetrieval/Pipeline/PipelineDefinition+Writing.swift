import NeedletailCore

extension PipelineDefinition: CustomStringConvertible {
  /// The canonical YAML: what differs from the plain pipeline, in a fixed order. Reading it gives an equal
  /// definition.
  public var description: String {
    var text = YAMLText()
    if let model { text.line("model", quoted: model.description) }
    text.section("sources") { write(sources, to: &$0) }
    text.section("filters") { section in
      section.list("rules", rules.map(\.description))
      switch seen {
      case .profile: break
      case .kinds(let kinds): section.list("seenKinds", kinds, isWrittenEmpty: true)
      case .none: section.line("seen", "false")
      }
    }
    text.sections("boosts", boosts) { boost, element in
      element.line("when", quoted: boost.when.description)
      element.line("by", "\(boost.by)")
    }
    text.sections("pins", pins) { pin, element in
      element.line("item", quoted: pin.item)
      element.line("place", "\(pin.place)")
    }
    text.sections("quotas", quotas) { quota, element in
      element.line("when", quoted: quota.when.description)
      if quota.atLeast > 0 || quota.atMost == nil { element.line("atLeast", "\(quota.atLeast)") }
      if let atMost = quota.atMost { element.line("atMost", "\(atMost)") }
    }
    if strangers != .model { text.line("strangers", strangers.rawValue) }
    text.section("diversity") { section in
      if diversity.variety != 0 { section.line("variety", "\(diversity.variety)") }
      section.list("by", diversity.by)
      if let cap = diversity.cap {
        section.section("cap") {
          $0.line("attribute", quoted: cap.attribute)
          $0.line("share", "\(cap.share)")
        }
      }
    }
    if let session { text.section("session", isWrittenEmpty: true) { write(session, to: &$0) } }
    text.section("events") { section in
      for (kind, weight) in events.weights.sorted(by: { $0.key < $1.key }) {
        section.line(YAMLText.quoted(kind), "\(weight)")
      }
    }
    return text.text
  }

  private func write(_ sources: CandidateSources, to section: inout YAMLText) {
    guard sources != CandidateSources() else { return }
    if let model = sources.model { section.line("model", "\(model)") }
    if let similar = sources.similar {
      section.section("similar") {
        $0.line("positives", "\(similar.positives)")
        $0.line("count", "\(similar.count)")
        $0.line("atLeast", "\(similar.atLeast)")
      }
    }
    if let trending = sources.trending {
      section.section("trending") {
        $0.line("count", "\(trending.count)")
        $0.line("atLeast", "\(trending.atLeast)")
        $0.line("halfLife", "\(trending.halfLife)s")
      }
    }
    if let new = sources.new {
      section.section("new") {
        $0.line("count", "\(new.count)")
        $0.line("maxAge", "\(new.maxAge)s")
        $0.line("atLeast", "\(new.atLeast)")
        if let attribute = new.attribute { $0.line("attribute", quoted: attribute) }
      }
    }
    if let exploration = sources.exploration {
      section.section("explore") {
        switch exploration.extent {
        case .share(let share): $0.line("share", "\(share)")
        case .slots(let slots): $0.line("slots", "\(slots)")
        }
        if let rule = exploration.rule { $0.line("where", quoted: rule.description) }
      }
    }
    section.line("limit", "\(sources.limit)")
  }

  private func write(_ blend: SessionBlend, to section: inout YAMLText) {
    section.line("halfLife", "\(blend.halfLife)s")
    section.line("idleGap", "\(blend.idleGap)s")
    section.line("capacity", "\(blend.capacity)")
    section.line("largestShare", "\(blend.largestShare)")
    // Beyond these the share does not change any more.
    section.line("offset", "\(min(max(blend.offset, -100), 100))")
    section.line("slope", "\(blend.slope)")
    section.line("fullShiftPositives", "\(blend.fullShiftPositives)")
    section.line("longTermKnowsSession", "\(blend.longTermKnowsSession)")
  }
}

/// Lines of YAML in blocks.
struct YAMLText {
  private(set) var text = ""
  private let indent: String

  init(indent: String = "") { self.indent = indent }

  mutating func line(_ key: String, _ value: String) { text += "\(indent)\(key): \(value)\n" }

  mutating func line(_ key: String, quoted value: String) { line(key, Self.quoted(value)) }

  mutating func list(_ key: String, _ values: [String], isWrittenEmpty: Bool = false) {
    guard !values.isEmpty || isWrittenEmpty else { return }
    line(key, "[\(values.map(Self.quoted).joined(separator: ", "))]")
  }

  /// A block under a key; left out when nothing is written in it.
  mutating func section(_ key: String, isWrittenEmpty: Bool = false, _ write: (inout YAMLText) -> Void) {
    var inner = YAMLText(indent: indent + "  ")
    write(&inner)
    guard !inner.text.isEmpty || isWrittenEmpty else { return }
    text += "\(indent)\(key):\n\(inner.text)"
  }

  /// A list of blocks.
  mutating func sections<Element>(
    _ key: String, _ elements: [Element], _ write: (Element, inout YAMLText) -> Void
  ) {
    guard !elements.isEmpty else { return }
    text += "\(indent)\(key):\n"
    for element in elements {
      var inner = YAMLText(indent: indent + "    ")
      write(element, &inner)
      text += "\(indent)  -" + inner.text.dropFirst(indent.count + 3)
    }
  }

  /// A text between double quotes.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
