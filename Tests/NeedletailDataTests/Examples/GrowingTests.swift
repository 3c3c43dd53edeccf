import NeedletailData
import NeedletailMath
import Testing

@Suite("Fields that grow")
struct GrowingTests {
  private let schema =
    "y: label\nwho: user\ntags: multi-valued separator=;\nheat: numeric transform=bucket(2)"

  private func examples(_ rows: String) throws -> ExampleSet {
    try ExampleFixture.examples("y,who,tags,heat\n" + rows, schema: schema)
  }

  @Test("names keep their numbers, new ones follow in the order of ids")
  func appends() throws {
    let first = try examples("1,m,red,1\n0,c,blue;red,2\n")
    let space = try FieldSpace(learning: first, from: [0, 1])
    let later = try examples("1,a,red,9\n0,z,green,-4\n1,m,,1\n")
    let grown = try space.growing(with: later)
    let who = grown.fields[0]
    #expect(["c", "m", "a", "z", "q"].map { who.row(of: $0) } == [2, 3, 4, 5, 1])
    #expect(who.nameCount == 4 && who.count == 6 && who.numbering?.numbers.array == [2, 0, 1, 3])
    #expect(grown.fields[1].offset == 6 && grown.rowCount == space.rowCount + 3)
    #expect(grown.fields[2].values == space.fields[2].values)
    // Rows of the old space within the new, and of the new within the old.
    #expect(try #require(grown.rows(in: space)) == [0, 1, 2, 3, -1, -1, 4, 5, 6, 7, -1, 8, 9, 10, 11])
    #expect(try grown.encode(later).rows.array == [4, 14, 5, 13, 3, 13])
    #expect(try grown.growing(with: first) == grown)
    #expect(try space.growing(with: later, [2]) == space)
    #expect(grown.fingerprint != (try FieldSpace(learning: later, from: [0, 1, 2])).fingerprint)
  }

  @Test("numbers of names that were given up are given again, the lowest first")
  func reuse() throws {
    let first = try examples("1,a,,1\n0,b,,2\n1,c,,1\n0,d,,1\n")
    let space = try FieldSpace(learning: first, from: [0, 1, 2, 3])
    let kept = try space.keeping { field, number in field != 0 || number == 1 || number == 3 }
    #expect(["a", "b", "c", "d"].map { kept.fields[0].row(of: $0) } == [1, 3, 1, 5])
    #expect(kept.fields[0].count == 6 && kept.fields[0].namesByNumber == [-1, 0, -1, 1])
    let again = try kept.growing(with: examples("1,x,,1\n0,y,,2\n1,z,,1\n"))
    #expect(["x", "y", "z", "b"].map { again.fields[0].row(of: $0) } == [2, 4, 6, 3])
    let moves = try #require(again.moves(from: space))
    #expect(Array(moves.prefix(6)) == [0, 1, 1, 3, 1, 5])
  }

  @Test("agrees with a dictionary that only ever appends, for random windows")
  func dictionary() throws {
    var stream = RandomStream(seed: 8)
    var space: FieldSpace?
    var numbers: [String: Int] = [:]
    for _ in 0..<12 {
      let names = (0..<20).map { _ in "\(stream.index(below: 60))\(stream.index(below: 3) == 0 ? "x" : "")" }
      let window = try examples(names.map { "1,\($0),,1\n" }.joined())
      space = try space?.growing(with: window) ?? FieldSpace(learning: window, from: Array(names.indices))
      let new = Set(names).subtracting(numbers.keys)
      for name in Vocabulary(new).ids { numbers[name] = numbers.count }
      for (name, number) in numbers { #expect(space?.fields[0].row(of: name) == Int32(2 + number)) }
    }
  }

  @Test("numberings that cannot be are refused; other fields have no rows in common")
  func refusals() throws {
    #expect(throws: DataError.self) { try FieldNumbering(SharedBuffer([0, 0]), count: 3) }
    #expect(throws: DataError.self) { try FieldNumbering(SharedBuffer([0, 3]), count: 3) }
    let space = try FieldSpace(learning: examples("1,a,,1\n"), from: [0])
    let other = try ExampleFixture.examples("y,f\n1,a\n", schema: "y: label\nf: categorical")
    #expect(space.rows(in: try FieldSpace(learning: other, from: [0])) == nil)
    #expect(throws: DataError.self) { try space.growing(with: other) }
  }

  @Test("some examples in another order have the values they had")
  func selecting() throws {
    let set = try ExampleFixture.examples()
    let some = set.selecting([3, 0])
    for name in ["who", "ad", "brand", "tags", "age", "price"] {
      #expect(some.texts(name) == [3, 0].map { set.texts(name)[$0] })
    }
    #expect(some.labels.array == [1, 1] && some.times?.array == [3, 0].map { set.times![$0] })
    #expect(some.groups?.rows.array == [3, 0].map { set.groups!.rows[$0] })
    #expect(set.selecting([]).count == 0)
  }

  @Test("ratings become examples of who, what and attributes")
  func ratings() throws {
    let data = try DataReader.read(
      bytes: Array(
        "user,item,rating,timestamp\n7,b,4.5,1500000000\n5,a,3.5,1500000100\n7,a,4,1500000200\n".utf8),
      name: "r.csv")
    let set = try ExampleSet(data, label: RatingLabel(parsing: "rating>=4"))
    #expect(set.labels.array == [1, 0, 1])
    #expect(set.texts("user") == ["7", "5", "7"] && set.texts("item") == ["b", "a", "a"])
    #expect(set.times?.array == [1_500_000_000_000, 1_500_000_100_000, 1_500_000_200_000])
    #expect(set.fields.map(\.declaration.type) == [.user, .item])
    for text in ["rating>4", "rating>=", "stars>=4", "rating>=x"] {
      #expect(throws: DataError.self) { try RatingLabel(parsing: text) }
    }
    #expect(try RatingLabel(parsing: "rating>=3.5").description == "rating>=3.5")
  }
}

extension Vocabulary {
  fileprivate var ids: [String] { (0..<count).map { id($0) } }
}
