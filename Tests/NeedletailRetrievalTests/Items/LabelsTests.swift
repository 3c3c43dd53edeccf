import NeedletailData
import NeedletailRetrieval
import TestSupport
import Testing

@Suite struct LabelsTests {
  @Test(
    "Labels of any shape become attributes",
    arguments: [
      (
        #"{"a":"x","b":2,"c":2.5,"d":true,"e":["p",1,"q"],"f":null,"g":[0.1,0.2],"h":{"i":"y","j":{"k":false}}}"#,
        [
          "a": .text("x"), "b": .number(2), "c": .number(2.5), "d": .truth(true), "e": .texts(["p", "q"]),
          "h.i": .text("y"), "h.j.k": .truth(false),
        ]
      ),
      (#"["a","b"]"#, ["labels": .texts(["a", "b"])]), (#""a""#, ["labels": .texts(["a"])]), ("null", [:]),
      ("3", [:]),
      ("[]", [:]), (#"{"a":1,"a":"x"}"#, ["a": .text("x")]), (#"{"a":{"b":{"c":{"d":{"e":1}}}}}"#, [:]),
      (#"{"a":{"b":{"c":{"d":1}}}}"#, ["a.b.c.d": .number(1)]),
    ] as [(String, [String: ItemAttributes.Value])])
  func labels(text: String, expected: [String: ItemAttributes.Value]) throws {
    #expect(try ItemAttributes.values(ofLabels: JSONValue(parsing: text)) == expected)
  }

  @Test("No labels trap, and what is known of an item is among what it was given")
  func mutatedLabels() {
    let seeds = [#"{"a":"x","b":[1,"é"],"c":{"d":true,"e":null}}"#, #"["a",{"b":9e99}]"#].map {
      Array($0.utf8)
    }
    var mutations = Mutations(seed: 12)
    var attributes = ItemAttributes(count: 0, table: nil)
    for round in 0..<5_000 {
      let bytes = mutations.mutate(seeds[round % 2], splicing: seeds[1 - round % 2])
      guard let json = try? JSONValue(parsing: bytes) else { continue }
      let values = ItemAttributes.values(ofLabels: json)
      let row = attributes.count
      attributes = attributes.setting(row, to: values)
      #expect(Set(attributes.values(of: row).keys).isSubset(of: values.keys))
    }
    #expect(attributes.count > 40)
  }
}
