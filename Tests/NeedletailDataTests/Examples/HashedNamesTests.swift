import NeedletailData
import NeedletailMath
import TestSupport
import Testing

@Suite("Fields of hashed names")
struct HashedNamesTests {
  private static let schema = """
    click: label
    who: user
    site: categorical hash=6
    tags: multi-valued separator=; hash=3 of=item
    ad: item
    """

  private func examples(_ rows: [String], schema: String = schema) throws -> ExampleSet {
    try ExampleReader.read(
      bytes: Array((["click,who,site,tags,ad"] + rows).joined(separator: "\n").utf8), name: "e.csv",
      schema: FeatureSchema(parsing: schema))
  }

  private let rows = ["1,u1,s1,red;blue,a1", "0,u2,s2,,a1", "1,u1,,green,a2"]

  @Test("a schema declares bits, and spells them as it reads them")
  func declaration() throws {
    let schema = try FeatureSchema(parsing: Self.schema)
    #expect(schema.fields.map(\.hashBits) == [nil, nil, 6, 3, nil])
    #expect(try FeatureSchema(parsing: schema.description) == schema)
  }

  @Test(
    "bad bits are an error with file and line",
    arguments: [
      ("site: categorical hash=0", "hash: expected a whole number from 1 to 30, found '0'"),
      ("site: categorical hash=31", "found '31'"), ("site: categorical hash=many", "found 'many'"),
      ("site: categorical hash=", "found ''"),
      ("site: categorical hash=8 minimum=2", "hashed names are not counted"),
      ("site: user hash=8", "expected a key of user (minimum), found 'hash'"),
      ("site: numeric hash=8", "found 'hash'"),
    ])
  func badBits(_ line: String, _ part: String) throws {
    let error = #expect(throws: DataError.self) {
      try FeatureSchema(parsing: "click: label\n\(line)\n", file: "s.schema")
    }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("s.schema:2: ") && text.contains(part), "\(text)")
  }

  @Test("rows follow from names alone, whatever training held")
  func rowsOfNames() throws {
    let all = try examples(rows)
    let space = try FieldSpace(learning: all, from: [0, 1, 2])
    let fewer = try FieldSpace(learning: examples([rows[1]]), from: [0])
    let site = space.fields[1]
    #expect(site.count == 2 + 64 && site.valueCount == 64 && site.typeName == "categorical, hashed")
    #expect(space.fields[2].isMultiValued && space.fields[2].typeName == "multi-valued, hashed")
    // xxHash64 of "site\u{1F}s1" from another implementation: its lowest six bits.
    for name in ["s1", "s2", "never seen"] {
      let own = Int(site.row(of: name)) - site.offset
      let other = Int(fewer.fields[1].row(of: name)) - fewer.fields[1].offset
      #expect(own == other && (2..<66).contains(own))
      #expect(own - 2 == HashedNames(bits: 6, isMultiValued: false).row(of: name, field: "site"))
    }
    #expect(Int(site.row(of: "s1")) - site.offset - 2 == Self.golden)
  }

  private static let golden = 62

  @Test("missing is missing, unseen is a name like any other; members that share a row are summed")
  func encoding() throws {
    let all = try examples(rows)
    let space = try FieldSpace(learning: all, from: [1])
    let table = try space.encode(all)
    let (site, tags) = (space.fields[1], space.fields[2])
    #expect(table.rows[1] == site.row(of: "s1") && table.rows[2 * space.single.count + 1] == site.missingRow)
    let bag = table.bags[0]
    func entries(_ example: Int) -> [Int32] {
      Array(bag.rows.array[Int(bag.offsets[example])..<Int(bag.offsets[example + 1])])
    }
    #expect(entries(0) == [tags.row(of: "red"), tags.row(of: "blue")].sorted())
    #expect(entries(1) == [tags.missingRow] && entries(2) == [tags.row(of: "green")])
    // 40 names on 8 rows: each row once, with the number of its names.
    let names = (0..<40).map { "n\($0)" }
    let many = try space.encode(examples(["1,u1,s1,\(names.joined(separator: ";")),a1"]))
    var counts: [Int32: Float] = [:]
    for name in names { counts[tags.row(of: name), default: 0] += 1 }
    #expect(many.bags[0].rows.array == counts.keys.sorted())
    #expect(many.bags[0].values!.array == counts.sorted { $0.key < $1.key }.map(\.value))
  }

  @Test("spaces with other bits are others; other kinds of values are refused")
  func spaces() throws {
    let all = try examples(rows)
    func space(_ from: String, _ to: String) throws -> FieldSpace {
      try FieldSpace(
        learning: examples(rows, schema: Self.schema.replacing(from, with: to)), from: [0, 1, 2])
    }
    let own = try FieldSpace(learning: all, from: [0, 1, 2])
    #expect(try own == space("hash=6", "hash=6") && own != space("hash=6", "hash=7"))
    #expect(try own != space(" hash=6", ""))
    #expect(throws: DataError.self) {
      try own.encode(
        examples(rows, schema: Self.schema.replacing("multi-valued separator=; hash=3", with: "categorical")))
    }
    #expect(throws: DataError.self) {
      try own.encode(
        examples(["1,u1,3,,a1"], schema: Self.schema.replacing("categorical hash=6", with: "numeric")))
    }
  }
}
