import NeedletailConfiguration
import NeedletailMath
import Testing

@Suite struct DocumentTests {
  @Test(
    "What could surprise is refused with its line",
    arguments: [
      ("a: &x 1\nb: *x", 1, "anchor"), ("a: 1\n<<: {b: 1}", 2, "merge key"), ("a: 1\nb: !int 5", 2, "tag"),
      ("a: !!str 5", 1, "tag"), ("a: !!map {}", 1, "tag"), ("a: ! 5", 1, "tag"),
      ("a: 1\nb: 2\na: 3", 1, "more than once"),
      ("a: 1\n\"a\": 3", 1, "more than once"), ("a: 1\n---\nb: 2", 2, "another document"),
      ("a: 1\n? [b]\n: 2", 2, "one word"),
      ("- a", 1, "mapping"), ("just text", 1, "mapping"), ("a: 1\n\tb: 2", 2, "no YAML"),
      ("a: [1", 2, "no YAML"),
      ("a: 1\nb: \"x", 2, "no YAML"), ("b: *y", 1, "alias"), ("a: 1\n\"\": 2", 2, "letters"),
      ("a: 1\nb: @x", 2, "no YAML"),
      ("a: 1\nb: \u{7}", 2, "no YAML"), ("!t a: 1", 1, "tag"), ("&k a: 1", 1, "anchor"),
    ])
  func oddYAMLIsRefused(text: String, line: Int, word: String) throws {
    let fault = fault { try root(text) }
    #expect(fault?.line == line)
    #expect(fault?.message.contains(word) == true, "\(fault?.description ?? "")")
  }

  @Test func depthAndSizeAreBounded() throws {
    for depth in [33, 999, 20_000] {
      let text = "a: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      #expect(throws: ConfigurationError.self) { try root(text) }
    }
    let blocks = (0..<2_000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
    #expect(throws: ConfigurationError.self) { try root(blocks.prefix(1 << 20) + "") }
    #expect(fault { try root(String(repeating: "#", count: 1 << 20 + 1)) }?.message.contains("bytes") == true)
    #expect(
      try root("a: " + String(repeating: "[", count: 20) + String(repeating: "]", count: 20)).names == ["a"])
  }

  @Test(
    "Empty texts are empty mappings", arguments: ["", "\n", "# nothing\n", "---\n", "{}", "~", "\u{FEFF}"])
  func emptyTexts(text: String) throws {
    var section = try root(text)
    #expect(section.names.isEmpty)
    #expect(try section.string("a") == nil)
    try section.finish()
  }

  @Test func faultsInsideSectionsHaveTheirPath() throws {
    #expect(
      fault { try root("a:\n  - b: 1\n    c: &d 2") }?.description.hasPrefix("n.yaml:3: a[0].c: ") == true)
  }

  @Test("Mutated files are read or refused, and never trap")
  func mutations() throws {
    let seed = Array(
      "http:\n  port: 8080 # one\n  'host': \"a\\u00e9\\n\"\nlist:\n  - {a: 1.5, b: [x, y]}\n  - c: |\n      long\n      text\n? k\n: >-\n  folded\nd: ~\n"
        .utf8)
    var random = RandomStream(seed: 20_261_121)
    let odd = Array("{}[]:,-?&*!|>'\"%@`#\n\t \0\u{85}é<<~.0x_\\u\\x".utf8)
    var read = 0
    for _ in 0..<10_000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = odd.randomElement(using: &random)!
        case 1: bytes.insert(odd.randomElement(using: &random)!, at: place)
        case 2: bytes.remove(at: place)
        default:
          bytes.insert(contentsOf: bytes[place...].prefix(9), at: Int.random(in: 0...place, using: &random))
        }
      }
      guard var section = try? root(String(decoding: bytes, as: UTF8.self)) else { continue }
      read += 1
      for name in section.names {
        _ = try? section.string(name)
        _ = try? section.integer(name, default: 1, in: 0...9)
        _ = try? section.duration(name, default: 1, in: 0...9)
        _ = try? section.strings(name)
        _ = try? section.section(name).finish()
        _ = try? section.sections(name)
      }
      try? section.finish()
    }
    #expect(read > 100)
  }
}
