import NeedletailData
import NeedletailMath
import TestSupport
import Testing

@Suite struct JSONParsingTests {
  @Test func allKindsOfValuesAreRead() throws {
    let value = try JSONValue(
      parsing:
        #" {"a": [null, true, false, -12, 1.50, 2E2, "x"], "b": {}, "c": [], "": {"d": 9223372036854775807}} "#
    )
    #expect(
      value["a"]
        == .array([
          .null, .boolean(true), .boolean(false), .integer(-12), .number(1.5), .number(200), .string("x"),
        ]))
    #expect(value["b"] == .object([]))
    #expect(value["c"] == .array([]))
    #expect(value[""]?["d"] == .integer(.max))
    #expect(value["missing"] == nil)
    #expect(value.string == nil)
    #expect(JSONValue.string("x").string == "x")
    #expect(JSONValue.integer(2).double == 2)
    #expect(JSONValue.number(2.5).double == 2.5)
    #expect(JSONValue.null.double == nil)
  }

  @Test(
    "Escapes are read",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e9""#, "é"), (#""\ud83d\uDE00""#, "😀"),
      (#""\u0000""#, "\0"), (#""\udbff\udfff""#, "\u{10ffff}"), ("\"é😀\"", "é😀"), (#""""#, ""),
    ])
  func escapes(text: String, expected: String) throws {
    #expect(try JSONValue(parsing: text) == .string(expected))
  }

  @Test(
    "What is no JSON is refused where it stops being some",
    arguments: [
      ("", 0), (" ", 1), ("nul", 3), ("[1,]", 3), ("[1 2]", 3), ("{\"a\"}", 4), ("{\"a\":1,}", 7),
      ("{a:1}", 1), ("01", 1),
      ("1.", 2), ("-", 1), ("1e", 2), (".5", 0), ("+1", 0), ("1e400", 0), ("\"a", 2), ("\"\n\"", 1),
      (#""\x""#, 2),
      (#""\ud800""#, 7), (#""\ud800\u0041""#, 13), (#""\ud800\n""#, 8), (#""\udc00""#, 7), (#""\u12g4""#, 5),
      ("true false", 5), ("\u{feff}1", 0), ("NaN", 0), ("[", 1), ("{", 1), ("'a'", 0), ("[1]]", 3),
      (#""\ud800\u0000""#, 13), (#""\ud800\uffff""#, 13), (#""\"#, 2),
    ])
  func faults(text: String, offset: Int) {
    #expect(throws: (any Error).self) { try JSONValue(parsing: text) }
    do {
      _ = try JSONValue(parsing: text)
    } catch {
      #expect(error.offset == offset, "\(error)")
      #expect(error.description.hasPrefix("byte \(offset): "))
    }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    for bytes: [UInt8] in [[0x22, 0xff, 0x22], [0x22, 0xc3, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0xff]] {
      #expect(throws: JSONValue.ParsingError.self) { try JSONValue(parsing: bytes) }
    }
  }

  @Test("Depth counts arrays and objects", arguments: [0, 1, 2, 64])
  func depth(limit: Int) throws {
    func nested(_ depth: Int, _ inner: String) -> String {
      String(repeating: "[", count: depth) + inner + String(repeating: "]", count: depth)
    }
    #expect(try JSONValue(parsing: "1", depth: limit) == .integer(1))
    for inner in ["", "1"] {
      _ = try JSONValue(parsing: nested(limit, limit == 0 ? "1" : inner), depth: limit)
      #expect(throws: JSONValue.ParsingError.self) {
        try JSONValue(parsing: nested(limit + 1, inner), depth: limit)
      }
    }
    #expect(throws: JSONValue.ParsingError.self) { try JSONValue(parsing: nested(100_000, ""), depth: limit) }
  }

  @Test func ofEqualKeysTheLastCounts() throws {
    #expect(
      try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#)
        == .object([.init("a", .integer(3)), .init("b", .integer(2))]))
  }

  @Test func numbersKeepTheirKind() throws {
    #expect(try JSONValue(parsing: "9223372036854775808") == .number(9_223_372_036_854_775_808))
    #expect(try JSONValue(parsing: "-9223372036854775808") == .integer(.min))
    #expect(try JSONValue(parsing: "3.0").description == "3.0")
    #expect(try JSONValue(parsing: "3").description == "3")
    #expect(try JSONValue(parsing: "-0").double?.sign == .minus)
    #expect(try JSONValue(parsing: "1e-400") == .number(0))
  }
}
