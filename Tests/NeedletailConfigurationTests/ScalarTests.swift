import NeedletailConfiguration
import Testing

@Suite struct ScalarTests {
  @Test func valuesOfAllTypesAreRead() throws {
    var section = try root(
      """
      name: fast one
      quoted: "no"
      port: 8081
      share: 2.5e-1
      deep: true
      pause: 1500ms
      body: 1.5MiB
      level: debug
      hosts: [a, "b c"]
      host: one
      """)
    #expect(try section.string("name") == "fast one")
    #expect(try section.string("quoted") == "no")
    #expect(try section.integer("port", default: 1, in: 1...65_535) == 8_081)
    #expect(try section.number("share", default: 1, in: 0...1) == 0.25)
    #expect(try section.boolean("deep", default: false))
    #expect(try section.duration("pause", default: 1, in: 0...60) == 1.5)
    #expect(try section.bytes("body", default: 1, in: 0...10_000_000) == 1_572_864)
    #expect(try section.choice("level", default: "info", of: ["info", "debug"]) == "debug")
    #expect(try section.strings("hosts") == ["a", "b c"])
    #expect(try section.strings("host") == ["one"])
    try section.finish()
  }

  @Test func missingKeysHaveDefaults() throws {
    var section = try root("")
    #expect(section.line == nil)
    #expect(try section.string("a") == nil)
    #expect(try section.integer("b", default: 7, in: 1...9) == 7)
    #expect(try section.number("c", default: 0.5, in: 0...1) == 0.5)
    #expect(try section.boolean("d", default: true))
    #expect(try section.duration("e", default: 3, in: 1...9) == 3)
    #expect(try section.bytes("f", default: 9, in: 1...9) == 9)
    #expect(try section.choice("g", default: "x", of: ["x"]) == "x")
    #expect(try section.strings("h") == nil)
    #expect(try section.sections("i").isEmpty)
    #expect(try section.section("j").names.isEmpty)
    try section.finish()
  }

  @Test(
    "Whole numbers are decimal digits and nothing else",
    arguments: [
      "\"8080\"", "'8080'", "8_080", "010", "0x10", "0o7", "1:30", "8080.0", "8e3", "99999999999999999999",
      "0", "65536", "no", "null", "~", "", "[1]", "{a: 1}", "\"\"", "８０", "--1", "+",
    ])
  func oddIntegersAreRefused(text: String) throws {
    var section = try root("\n\nport: \(text)")
    let fault = fault { try section.integer("port", default: 1, in: 1...65_535) }
    #expect(fault?.source == "n.yaml")
    #expect(fault?.line == 3)
    #expect(fault?.key == "port")
    #expect(fault?.message.hasPrefix("expected a whole number from 1 to 65535, found ") == true)
  }

  @Test(
    "Numbers are decimal",
    arguments: [".5", "5.", "1_0.0", ".inf", ".nan", "nan", "inf", "0x1p3", "1e999", "2", "01.5"])
  func oddNumbersAreRefused(text: String) throws {
    var section = try root("share: \(text)")
    #expect(fault { try section.number("share", default: 0, in: 0...1) }?.line == 1)
  }

  @Test(
    "Only true and false are truth values",
    arguments: ["yes", "no", "on", "off", "True", "FALSE", "1", "\"true\""])
  func oddTruthsAreRefused(text: String) throws {
    var section = try root("deep: \(text)")
    let fault = fault { try section.boolean("deep", default: false) }
    #expect(fault?.message.hasPrefix("expected true or false, found ") == true)
  }

  @Test func theCauseOfAMistakeIsNamed() throws {
    var section = try root("a: \"80\"\nb: yes\nc: 1_000\nd: inof")
    #expect(
      fault { try section.integer("a", default: 1, in: 0...99) }?.message.hasSuffix("leave the quotes out")
        == true)
    #expect(fault { try section.boolean("b", default: true) }?.message.hasSuffix("true and false") == true)
    #expect(
      fault { try section.integer("c", default: 1, in: 0...9) }?.message.hasSuffix("without underscores")
        == true)
    #expect(
      fault { try section.choice("d", default: "info", of: ["info", "debug"]) }?.description
        == "n.yaml:4: d: expected one of info, debug, found 'inof'; did you mean 'info'?")
  }

  @Test(
    "Texts stay what was written", arguments: ["010", "no", "1.10", "0x1F", "2001-01-01", "1:30", "1_000"])
  func textsAreTakenAsWritten(text: String) throws {
    var section = try root("name: \(text)")
    #expect(try section.string("name") == text)
  }

  @Test(
    "Spans of time need a unit", arguments: ["30", "30 s", "s", "1.5.5s", "1w", "-1s", "10M", "61s", "1e3s"])
  func oddDurationsAreRefused(text: String) throws {
    var section = try root("pause: \(text)")
    let fault = fault { try section.duration("pause", default: 1, in: 0...60) }
    #expect(
      fault?.message
        == "expected a span of time from 0s to 1m with its unit (ms, s, m, h, d), found '\(text)'")
  }

  @Test func spansAndSizesHaveTheirUnits() throws {
    var section = try root("a: 7d\nb: 2h\nc: 10m\nd: 0.5s\ne: 512kB\nf: 64mb\ng: 2GiB\nh: 5B")
    let times = try ["a", "b", "c", "d"].map { try section.duration($0, default: 0, in: 0...1e9) }
    #expect(times == [604_800, 7_200, 600, 0.5])
    let sizes = try ["e", "f", "g", "h"].map { try section.bytes($0, default: 0, in: 0...1 << 40) }
    #expect(sizes == [512_000, 64_000_000, 2_147_483_648, 5])
  }

  @Test("Sizes need a unit", arguments: ["10", "1XB", "-1kB", "9999999999999999999TB", "1 kB", "5TB"])
  func oddSizesAreRefused(text: String) throws {
    var section = try root("body: \(text)")
    #expect(fault { try section.bytes("body", default: 1, in: 0...1 << 40) }?.key == "body")
  }

  @Test func listsHoldTextsOnly() throws {
    var section = try root("hosts:\n  - a\n  - [b]\nempty: []\nnothing:")
    let fault = fault { try section.strings("hosts") }
    #expect(fault?.description == "n.yaml:3: hosts[1]: expected text, found a list")
    #expect(try section.strings("empty") == [])
    #expect(throws: ConfigurationError.self) { try section.strings("nothing") }
  }
}
