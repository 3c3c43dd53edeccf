import NeedletailMath
import NeedletailRetrieval
import TestSupport
import Testing

@Suite struct RuleParsingTests {
  @Test(
    "Rules have one canonical form",
    arguments: [
      ("a==1", "a == 1"), ("((a == 1))and(b<=-2.50)", "a == 1 and b <= -2.5"),
      ("a == 1 or b == 2 and not c == 3", "a == 1 or b == 2 and not c == 3"),
      ("(a == 1 or b == 2) and c == 3", "(a == 1 or b == 2) and c == 3"),
      ("not (a == 1 and b == 2)", "not (a == 1 and b == 2)"), ("not not a is known", "not (not a is known)"),
      ("genre in [\"a\",\"b\" , true,1e3]", "genre in [\"a\", \"b\", true, 1000]"),
      ("x not in []", "x not in []"),
      ("t contains \"\\u{e9}\\n\\\"\"", "t contains \"é\\n\\\"\""),
      ("`odd name` starts with \"a\"", "`odd name` starts with \"a\""),
      ("`plain` is unknown", "plain is unknown"), ("`and` is known", "`and` is known"),
      ("`a\\`b` == 1", "`a\\`b` == 1"),
      ("länge.max_2 > 1", "länge.max_2 > 1"), ("a == \"\\u{0}\"", "a == \"\\u{0}\""),
    ])
  func canonical(text: String, expected: String) throws {
    let rule = try RuleExpression(parsing: text)
    #expect(rule.description == text)
    #expect(rule.canonical == expected)
    #expect(try RuleExpression(parsing: expected).canonical == expected)
  }

  @Test(
    "Faults point at their place",
    arguments: [
      ("", 0, "the name of an attribute"), ("year", 4, "a comparison"), ("year = 1", 5, "'=='"),
      ("year == ", 8, "the end"),
      ("year == 1 &&", 10, "'and'"), ("year == 1 an a == 1", 10, "did you mean 'and'?"),
      ("year == 1 AND a == 1", 10, "did you mean 'and'?"),
      ("genre == 'drama'", 9, "double quotes"), ("genre == drama", 9, "double quotes"),
      ("genre == \"x", 9, "no end"),
      ("genre in \"a\"", 9, "a list in brackets"), ("genre in [\"a\"", 13, "',' or ']'"),
      ("genre in [,]", 10, "a text"),
      ("(year == 1", 10, "')'"), ("year == 1)", 9, "the end"), ("year is knwon", 8, "did you mean 'known'?"),
      ("name starts \"a\"", 12, "'with'"), ("name not \"a\"", 9, "'in'"),
      ("1 == year", 0, "the name of an attribute"),
      ("in == 1", 0, "backquotes"), ("year == 1e999", 8, "a double's range"), ("year == 1.", 10, "a digit"),
      ("year == 1x", 9, "the end of the number"), ("a == \"\\x\"", 7, "one of"),
      ("a == \"\\u{110000}\"", 8, "a code point"),
      ("`` == 1", 0, "backquotes"), ("é😀 == 1", 1, "a sign"), ("not", 3, "the name of an attribute"),
      ("year =! 1", 5, "'=='"),
      ("a == --1", 6, "a digit"), ("e\u{301}t == ?", 6, "a sign"),
    ])
  func faults(text: String, position: Int, words: String) {
    do {
      let rule = try RuleExpression(parsing: text)
      Issue.record("no fault but \(rule.canonical)")
    } catch {
      #expect(error.position == position, "\(error)")
      #expect(error.message.contains(words), "\(error)")
      #expect(error.description.split(separator: "\n", omittingEmptySubsequences: false).count == 3)
    }
  }

  @Test(
    "Types that do not fit point at their place",
    arguments: [
      ("gnere == \"a\"", 0, "did you mean 'genre'? (known: fresh, genre, maker, year)"),
      ("year == \"a\"", 8, "expected a number, found the text \"a\""),
      ("year is known and maker == 1", 27, "expected a text in double quotes, found the number 1"),
      ("maker in [\"a\", 2]", 15, "found the number 2"),
      ("genre < \"a\"", 6, "'genre' is a list of texts, which knows"),
      ("year contains 1", 5, "found 'contains'"), ("fresh == 1", 9, "expected true or false"),
      ("fresh < true", 6, "found '<'"),
      ("genre contains true", 15, "found the truth value true"),
    ])
  func types(text: String, position: Int, words: String) throws {
    let attributes = ItemAttributes(values: [
      ["genre": .texts(["a"]), "maker": .text("x"), "year": .number(1), "fresh": .truth(true)]
    ])
    let rule = try RuleExpression(parsing: text)
    do {
      _ = try rule.items(in: attributes)
      Issue.record("no fault")
    } catch {
      #expect(error.position == position, "\(error)")
      #expect(error.message.contains(words), "\(error)")
    }
  }

  @Test func aFaultIsDrawnWithACaret() {
    do {
      _ = try RuleExpression(parsing: "year >= 2010\nand genre = 1")
    } catch {
      #expect(
        error.description
          == "expected a name, a value or a sign, found '='; equality is '=='\n  year >= 2010 and genre = 1\n  \(String(repeating: " ", count: 23))^"
      )
    }
    let long = RuleError(rule: String(repeating: "x", count: 400), position: 300, "m")
    #expect(long.description.split(separator: "\n")[2].count == 64)
    #expect(RuleError(rule: "", position: 90, "m").description.hasSuffix("^"))
  }

  @Test func lengthAndDepthAreBounded() throws {
    let nested = { String(repeating: "(", count: $0) + "a == 1" + String(repeating: ")", count: $0) }
    _ = try RuleExpression(parsing: nested(32))
    for depth in [33, 2_000] {
      #expect(throws: RuleError.self) { try RuleExpression(parsing: nested(depth)) }
    }
    #expect(throws: RuleError.self) {
      try RuleExpression(parsing: String(repeating: "not ", count: 40) + "a == 1")
    }
    let wide = Array(repeating: "a==1", count: 500).joined(separator: " or ")
    _ = try RuleExpression(parsing: wide)
    #expect(throws: RuleError.self) { try RuleExpression(parsing: wide + wide) }
  }

  @Test func namesAndEquality() throws {
    let rule = try RuleExpression(parsing: "b == 1 and (a == 2 or b == 3)")
    #expect(rule.attributeNames == ["b", "a"])
    #expect(try rule == RuleExpression(parsing: "b == 1 and (a == 2 or b == 3)"))
    #expect(try Set([rule, RuleExpression(parsing: "b == 1")]).count == 2)
  }

  @Test("Random and mutated texts are read or refused; what is read survives its canonical form")
  func fuzz() throws {
    let attributes = ItemAttributes(values: [
      ["genre": .texts(["drama"]), "year": .number(1), "name": .text("x")], [:],
    ])
    let seeds = [
      #"genre in ["drama", "a\"b"] and year >= 2010 or not (name contains "é" and `odd name` is known)"#,
      #"name starts with "\u{e9}\n" or year not in [1, -2.5e3] and fresh != true and (a < 1 or b is unknown)"#,
    ].map { Array($0.utf8) }
    let words = [
      "and", "or", "not", "(", ")", "[", "]", ",", "in", "is", "known", "\"x\"", "1", "-", "==", "<", "year",
      "genre", "`", "\"",
      "\\", "\u{0}", "\u{301}", "true", "contains", "starts", "with",
    ]
    var mutations = Mutations(seed: 3)
    var random = RandomStream(seed: 4)
    var read = 0
    for round in 0..<20_000 {
      var text = String(
        decoding: mutations.mutate(seeds[round % 2], splicing: seeds[1 - round % 2]), as: UTF8.self)
      if round % 4 == 0 {
        text = (0..<Int.random(in: 1..<12, using: &random)).map { _ in words.randomElement(using: &random)! }
          .joined(separator: Bool.random(using: &random) ? " " : "")
      }
      do {
        let rule = try RuleExpression(parsing: text)
        read += 1
        let canonical = try RuleExpression(parsing: rule.canonical)
        #expect(canonical.canonical == rule.canonical)
        #expect(
          try canonical.items(in: attributes, isStrict: false) == rule.items(in: attributes, isStrict: false))
        _ = try? rule.items(in: attributes)
      } catch {
        #expect((0...text.count).contains(error.position))
        #expect(!error.description.isEmpty)
      }
    }
    #expect(read > 500)
  }
}
