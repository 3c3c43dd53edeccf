extension SplitSpecification {
  /// Reads a specification such as `random:0.2`, `last:1,negatives=99`, `time:2000-12-01` or `given`.
  ///
  /// - Throws: `DataError` that names the legal forms and the nearest one.
  public init(parsing text: String) throws {
    let text = String(text[...].trimmed)
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    let rest = parts.count == 2 ? parts[1] : ""
    guard let usage = Self.legalForms.first(where: { $0.name == name })?.usage else {
      let hint = NearestWord.find(name, among: Self.legalForms.map(\.name))
        .flatMap { found in Self.legalForms.first { $0.name == found }?.usage }
      throw DataError(
        "unknown split '\(text)'\(hint.map { "; did you mean \($0)?" } ?? ""); expected one of "
          + Self.legalForms.map(\.usage).joined(separator: ", "))
    }
    var arguments = try Arguments(rest, of: text, usage: usage)
    form = try Self.form(name, text: text, &arguments)
  }

  /// The forms, each with how it is written.
  private static let legalForms: [(name: String, usage: String)] = [
    ("random", "random:0.2"), ("last", "last:1 or last:1,negatives=99"),
    ("holdout", "holdout:users=0.5,ratings=0.2"),
    ("strong", "strong:users=0.1,holdout=0.2 or strong:mult-vae,users=10000"),
    ("cold", "cold:items=0.1"), ("time", "time:0.2 or time:2000-12-01"), ("given", "given"),
    ("given-folds", "given-folds"),
    ("folds", "folds:5"), ("files", "files:TRAIN,TEST[,NEGATIVES]"),
  ]

  private static func form(_ name: String, text: String, _ arguments: inout Arguments) throws -> Form {
    let form: Form
    var legal: [String] = []
    switch name {
    case "random":
      form = .random(share: try share(arguments.takeFirst(), "the share", arguments))
    case "last":
      let count = try arguments.takeFirst().map {
        try arguments.integer($0, named: "the number of items", in: 1...1_000_000)
      }
      guard let count else { throw arguments.error("the number of items is missing") }
      form = .last(
        count: count, negatives: try arguments.integer("negatives", default: 0, in: 1...1_000_000))
      legal = ["negatives"]
    case "holdout":
      form = .holdout(
        users: try arguments.number("users", in: 0...1, excluding: 0),
        ratings: try share(arguments.take("ratings"), "ratings", arguments))
      legal = ["users", "ratings"]
    case "strong": (form, legal) = try strong(&arguments)
    case "cold":
      form = .cold(items: try share(arguments.take("items"), "items", arguments))
      legal = ["items"]
    case "time": form = try time(&arguments)
    case "folds":
      let count = try arguments.takeFirst().map {
        try arguments.integer($0, named: "the number of folds", in: 2...255)
      }
      guard let count else { throw arguments.error("the number of folds is missing") }
      form = .folds(count)
    case "files":
      guard let training = arguments.takeFirst(), let test = arguments.takeFirst() else {
        throw arguments.error("a file is missing")
      }
      form = .files(FilePaths(training: training, test: test, negatives: arguments.takeFirst()))
    case "given-folds": form = .givenFolds
    default: form = .given
    }
    try arguments.finish(legal: legal)
    return form
  }

  private static func strong(_ arguments: inout Arguments) throws -> (Form, legal: [String]) {
    guard let generator = arguments.takeFirst() else {
      let form = Form.strong(
        users: try arguments.number("users", in: 0...0.5, excluding: 0),
        holdout: try share(arguments.take("holdout"), "holdout", arguments))
      return (form, ["users", "holdout"])
    }
    guard generator == "mult-vae" else { throw arguments.error("unknown generator '\(generator)'") }
    let form = Form.multVAE(
      users: try arguments.integer("users", in: 1...Int(Int32.max)),
      seed: UInt32(
        try arguments.integer("seed", default: Int(publishedSeed), in: 0...Int(UInt32.max))))
    return (form, ["users", "seed"])
  }

  private static func time(_ arguments: inout Arguments) throws -> Form {
    guard let text = arguments.takeFirst() else { throw arguments.error("the share or moment is missing") }
    if let moment = Moment.milliseconds(text) { return .since(moment, text: text) }
    if text.contains("-") || text.contains(":") {
      throw arguments.error("'\(text)' is no date such as 2000-12-01 or 2000-12-01T18:30:00")
    }
    return .latest(share: try share(text, "the share", arguments))
  }

  /// A share strictly between 0 and 1.
  private static func share(_ text: String?, _ name: String, _ arguments: Arguments) throws -> Double {
    guard let text else { throw arguments.error("\(name) is missing") }
    let value = try arguments.number(text, named: name, in: 0...1, excluding: 0)
    guard value < 1 else { throw arguments.error("\(name) is below 1, found '\(text)'") }
    return value
  }
}

/// Moments in UTC as they are written.
enum Moment {
  /// Milliseconds since 1970 of `2000-12-01` or `2000-12-01T18:30:00` (a trailing Z is fine), or nil.
  static func milliseconds(_ text: String) -> Int64? {
    let text = text.last == "Z" ? text.dropLast() : text[...]
    let halves = text.split(separator: "T", omittingEmptySubsequences: false)
    guard halves.count <= 2, let date = numbers(halves[0], separator: "-", widths: [4, 2, 2]) else {
      return nil
    }
    let clock = halves.count == 2 ? numbers(halves[1], separator: ":", widths: [2, 2, 2]) : [0, 0, 0]
    guard let clock, (1...12).contains(date[1]), (1...length(ofMonth: date[1], date[0])).contains(date[2]),
      clock[0] < 24, clock[1] < 60, clock[2] < 60
    else { return nil }
    let seconds = days(date[0], date[1], date[2]) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    return Int64(seconds) * 1000
  }

  private static func numbers(_ text: Substring, separator: Character, widths: [Int]) -> [Int]? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == widths.count else { return nil }
    var numbers: [Int] = []
    for (part, width) in zip(parts, widths) {
      guard part.utf8.count == width, part.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
      numbers.append(part.utf8.reduce(0) { $0 * 10 + Int($1) - 48 })
    }
    return numbers
  }

  private static func length(ofMonth month: Int, _ year: Int) -> Int {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days since 1970-01-01 in the Gregorian calendar; years count from March, so that the leap day is last.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
