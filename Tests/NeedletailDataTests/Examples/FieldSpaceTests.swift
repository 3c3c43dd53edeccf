import Glibc
import NeedletailData
import NeedletailMath
import Testing

@Suite("Fields of examples")
struct FieldSpaceTests {
  @Test("ids, places, and what was not seen in training")
  func encoding() throws {
    let examples = try ExampleFixture.examples()
    // The last example is no part of training: u3, a3, green and 40 are not known.
    let space = try FieldSpace(learning: examples, from: [0, 1, 2])
    #expect(space.fields.map(\.offset) == [0, 4, 8, 12, 16, 20])
    #expect(space.fields.map(\.count) == [4, 4, 4, 4, 4, 3])
    #expect(space.rowCount == 23)
    #expect(space.fields.map(\.owner) == [.user, .item, .item, nil, nil, .item])
    let table = try space.encode(examples)
    // who, ad, brand, age, price
    #expect(
      table.rows.array == [
        2, 6, 10, 18, 22, 2, 7, 11, 19, 22, 3, 6, 10, 17, 22, 1, 5, 9, 19, 21,
      ])
    #expect(table.numbers.array == [0, log1pf(1), 0, 0])
    #expect(table.bags[0].offsets.array == [0, 2, 3, 4, 5])
    #expect(table.bags[0].rows.array == [14, 15, 13, 15, 15])
    #expect(table.missingCount(ofField: 0) == 1)
    #expect(table.missingCount(ofField: 3) == 1)
    #expect(table.labels.array == [1, 0, 0, 1])
  }

  @Test("what is learnt comes from the training part alone")
  func trainingOnly() throws {
    let text = ExampleFixture.csv
    let other = text.replacing("40,", with: "999,").replacing("u3", with: "zz").replacing(
      "green", with: "grey")
    let spaces = try [text, other].map {
      try FieldSpace(learning: ExampleFixture.examples($0), from: [0, 1, 2])
    }
    #expect(spaces[0] == spaces[1])
    #expect(spaces[0].fingerprint == spaces[1].fingerprint)
    let all = try FieldSpace(learning: ExampleFixture.examples(), from: [0, 1, 2, 3])
    #expect(all != spaces[0])
    #expect(all.fingerprint != spaces[0].fingerprint)
  }

  @Test("rare names are taken for unseen")
  func minimum() throws {
    let examples = try ExampleFixture.examples(
      "y,f\n1,a\n0,a\n0,b\n", schema: "y: label\nf: categorical minimum=2")
    let space = try FieldSpace(learning: examples, from: [0, 1, 2])
    #expect(try space.encode(examples).rows.array == [2, 2, 1])
  }

  @Test("quantiles hold about equally many numbers, and equal ones are one", arguments: [2, 3, 4, 10])
  func buckets(_ count: Int) throws {
    func bounds(_ numbers: [Int]) throws -> [Float] {
      let text = "y,f\n" + numbers.map { "1,\($0)\n" }.joined()
      let examples = try ExampleFixture.examples(
        text, schema: "y: label\nf: numeric transform=bucket(\(count))")
      let space = try FieldSpace(learning: examples, from: Array(numbers.indices))
      guard case .bucketed(let bounds) = space.fields[0].values else { return [] }
      return bounds
    }
    #expect(try bounds(Array(1...120)).map { Int($0) } == (1..<count).map { 120 * $0 / count })
    #expect(try bounds([7, 7, 7, 7]).isEmpty)
    #expect(try bounds([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]).count == 1)
  }

  @Test("numbers are standardised by the training part")
  func standard() throws {
    let examples = try ExampleFixture.examples(
      "y,f\n1,1\n0,3\n0,5\n1,\n", schema: "y: label\nf: numeric transform=standard")
    let space = try FieldSpace(learning: examples, from: [0, 1, 3])
    let table = try space.encode(examples)
    #expect(table.numbers.array == [-1, 1, 3, 0])
    #expect(table.rows.array == [2, 2, 2, 1])
  }

  @Test("examples of other fields are refused by name")
  func otherFields() throws {
    let space = try FieldSpace(learning: ExampleFixture.examples(), from: [0, 1])
    let fewer = try ExampleFixture.examples("click,who\n1,a\n", schema: "click: label\nwho: user")
    #expect {
      try space.encode(fewer)
    } throws: {
      "\($0)" == "expected a field 'ad' of examples (categorical), found 'who'"
    }
    let kinds = try ExampleFixture.examples(
      "click,who\n1,3\n", schema: "click: label\nwho: numeric")
    #expect {
      try space.encode(kinds)
    } throws: {
      "\($0)" == "field 'who': expected categorical values, found numeric"
    }
    let classes = try ExampleFixture.examples("y,who\n2,3\n", schema: "y: label classes=3\nwho: user")
    #expect(throws: DataError.self) { try space.encode(classes) }
  }

  @Test("examples at positions are those that encoding these positions gives")
  func selecting() throws {
    let examples = try ExampleFixture.examples()
    let space = try FieldSpace(learning: examples, from: [0, 1, 2, 3])
    let table = try space.encode(examples)
    for positions in [[3, 0, 0, 2], [], [1]] {
      let (one, other) = (table.selecting(positions), try space.encode(examples, positions))
      #expect(one.rows.array == other.rows.array)
      #expect(one.numbers.array == other.numbers.array)
      #expect(one.labels.array == other.labels.array)
      #expect(one.times?.array == other.times?.array)
      #expect(one.groups?.array == other.groups?.array)
      #expect(one.bags[0].rows.array == other.bags[0].rows.array)
      #expect(one.bags[0].offsets.array == other.bags[0].offsets.array)
    }
  }

  @Test("schemas of examples round-trip")
  func schema() throws {
    let text = """
      y: label classes=3
      who: user minimum=2
      ad: item
      tags: multi-valued separator=; of=item minimum=5
      n: numeric transform=bucket(7) of=user
      m: numeric
      s: group
      at: time
      w: weight
      z: ignored
      """
    #expect(try FeatureSchema(parsing: text).description == text)
    #expect(try FeatureSchema(parsing: text).describesExamples)
  }
}
