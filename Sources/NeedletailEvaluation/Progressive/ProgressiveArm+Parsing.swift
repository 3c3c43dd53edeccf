import NeedletailData

extension ProgressiveArm {
  /// Reads arms that commas separate at the top level: `static,retrain(windows=24),teacher(lambda=0.3,period=12)`.
  ///
  /// - Throws: `DataError` that quotes what is wrong and says what would be right.
  public static func list(_ text: String) throws -> [ProgressiveArm] {
    var parts: [Substring] = []
    var (depth, start) = (0, text.startIndex)
    for index in text.indices {
      switch text[index] {
      case "(": depth += 1
      case ")": depth -= 1
      case "," where depth == 0:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    parts.append(text[start...])
    let arms = try parts.map { try ProgressiveArm(parsing: String($0.filter { !$0.isWhitespace })) }
    for (place, arm) in arms.enumerated() where arms[..<place].contains(arm) {
      throw DataError("the arm '\(arm)' is there twice")
    }
    return arms
  }

  /// Reads one arm: `warm-start` or `warm-start(cadence=2,rate=0.3)`.
  public init(parsing text: String) throws {
    let head = text.prefix { $0 != "(" }
    guard let kind = Kind(rawValue: String(head)) else {
      let known = Kind.allCases.map(\.rawValue)
      throw DataError(
        "expected an arm (\(known.joined(separator: ", "))), found '\(head)'"
          + NearestWord.hint(for: String(head), among: known))
    }
    self.init(kind)
    let rest = text[head.endIndex...]
    guard rest.isEmpty || rest.last == ")" else { throw DataError("expected ')' at the end of '\(text)'") }
    let legal = Self.keys(of: kind)
    let usage = "\(kind.rawValue)(\(legal.map { "\($0)=…" }.joined(separator: ",")))"
    var arguments = try Arguments(rest.dropFirst().dropLast(), of: text, usage: usage)
    if legal.contains("cadence") { cadence = try arguments.integer("cadence", default: 1, in: 1...10_000) }
    windows = try arguments.integer("windows", default: windows, in: 1...1_000_000)
    epochs = try arguments.integer("epochs", default: epochs, in: 1...10_000)
    cooling = try arguments.number("cooling", default: cooling, in: 0...1)
    mask = try arguments.number("mask", default: mask, in: 0...0.99)
    if legal.contains("rate") {
      rate = try arguments.number("rate", default: rate, in: 0...1000, excluding: 0)
      decay = try arguments.number("decay", default: decay, in: 0...1, excluding: 0)
      resets = try arguments.integer("reset", default: 0, in: 0...1) == 1
    }
    if kind == .teacher {
      lambda = try arguments.number("lambda", default: lambda, in: 0...1)
      period = try arguments.integer("period", default: period, in: 1...10_000)
      restarts = try arguments.integer("restart", default: 1, in: 0...1) == 1
    }
    if kind == .replay { share = try arguments.number("share", default: share, in: 0...0.9) }
    try arguments.finish(legal: legal)
  }

  private static func keys(of kind: Kind) -> [String] {
    let anew = ["windows", "epochs", "cooling", "mask"]
    switch kind {
    case .static: return anew
    case .retrain: return anew + ["cadence"]
    case .warmStart: return anew + ["cadence", "rate", "decay", "reset"]
    case .teacher: return anew + ["cadence", "rate", "decay", "reset", "lambda", "period", "restart"]
    case .replay: return anew + ["cadence", "rate", "decay", "reset", "share"]
    }
  }

  /// As it is read, with what differs from the defaults.
  public var description: String {
    let plain = ProgressiveArm(kind)
    let parts: [String?] = [
      windows == plain.windows ? nil : "windows=\(windows)",
      epochs == plain.epochs ? nil : "epochs=\(epochs)",
      cooling == plain.cooling ? nil : "cooling=\(cooling)",
      mask == plain.mask ? nil : "mask=\(mask)", cadence == plain.cadence ? nil : "cadence=\(cadence)",
      rate == plain.rate ? nil : "rate=\(rate)", decay == plain.decay ? nil : "decay=\(decay)",
      resets ? "reset=1" : nil, lambda == plain.lambda ? nil : "lambda=\(lambda)",
      period == plain.period ? nil : "period=\(period)", restarts ? nil : "restart=0",
      share == plain.share ? nil : "share=\(share)",
    ]
    let shown = parts.compactMap(\.self)
    return shown.isEmpty ? kind.rawValue : "\(kind.rawValue)(\(shown.joined(separator: ",")))"
  }
}
