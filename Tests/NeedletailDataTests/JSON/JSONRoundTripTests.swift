import NeedletailData
import NeedletailMath
import TestSupport
import Testing

@Suite struct JSONRoundTripTests {
  @Test func whatIsWrittenIsReadBack() throws {
    var random = RandomStream(seed: 7)
    for _ in 0..<2_000 {
      let value = Self.value(depth: 0, &random)
      #expect(try JSONValue(parsing: value.description) == value)
    }
  }

  @Test func whatJSONHasNoWordForIsNull() {
    for number in [Double.nan, .infinity, -.infinity] {
      #expect(JSONValue.number(number).description == "null")
    }
    var bytes: [UInt8] = []
    JSONValue.write(Double.nan, to: &bytes)
    JSONValue.write(Float.infinity, to: &bytes)
    JSONValue.write(Float(0.1), to: &bytes)
    JSONValue.write(2.0, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "nullnull0.12")
  }

  @Test func scoresReadBackAsTheSameBits() throws {
    var random = RandomStream(seed: 9)
    for _ in 0..<5_000 {
      let score = Float(bitPattern: random.nextWord())
      guard score.isFinite else { continue }
      var bytes: [UInt8] = []
      JSONValue.write(score, to: &bytes)
      #expect(Float(String(decoding: bytes, as: UTF8.self))?.bitPattern == score.bitPattern)
      _ = try JSONValue(parsing: bytes)
    }
  }

  @Test func controlCharactersAreEscaped() {
    #expect(
      JSONValue.string("\u{0}\u{1f}\n\"\\/\u{7f}é").description == "\"\\u0000\\u001f\\n\\\"\\\\/\u{7f}é\"")
  }

  @Test("Mutated bytes are read or refused, and what is read is written alike")
  func mutations() throws {
    let seeds = [
      #"{"id":"a\u00e9\ud83d\ude00","n":[1,-2.5e3,0.1,true,false,null],"o":{"k":{"l":[[],{}]}},"s":"\\\"\n"}"#,
      #"[9223372036854775807,-0,1E-7,"é",{"":""},[[[["x"]]]]]"#,
    ].map { Array($0.utf8) }
    var mutations = Mutations(seed: 20_261_121)
    var read = 0
    for round in 0..<10_000 {
      let bytes = mutations.mutate(seeds[round % 2], splicing: seeds[1 - round % 2])
      guard let value = try? JSONValue(parsing: bytes) else { continue }
      read += 1
      #expect(try JSONValue(parsing: value.description) == value)
    }
    #expect(read > 200)
  }

  private static func value(depth: Int, _ random: inout RandomStream) -> JSONValue {
    switch Int.random(in: 0..<(depth > 4 ? 5 : 7), using: &random) {
    case 0: return .null
    case 1: return .boolean(.random(using: &random))
    case 2: return .integer(.random(in: .min ... .max, using: &random))
    case 3:
      let number = Double(bitPattern: random.next())
      return .number(number.isFinite ? number : Double(Int.random(in: -9...9, using: &random)))
    case 4: return .string(text(&random))
    case 5:
      return .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in value(depth: depth + 1, &random) })
    default:
      return .object(
        (0..<Int.random(in: 0..<4, using: &random)).map {
          .init("\($0)" + text(&random), value(depth: depth + 1, &random))
        })
    }
  }

  private static func text(_ random: inout RandomStream) -> String {
    let letters: [UnicodeScalar] = [
      "a", "\"", "\\", "\n", "\0", "é", "😀", "\u{1f}", "/", "\u{2028}", "\u{10ffff}",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<6, using: &random) { text.append(letters.randomElement(using: &random)!) }
    return String(text)
  }
}
