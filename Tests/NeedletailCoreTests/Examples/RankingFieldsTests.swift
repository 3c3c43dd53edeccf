import NeedletailCore
import NeedletailData
import NeedletailMath
import TestSupport
import Testing

@Suite("Questions as examples")
struct RankingFieldsTests {
  private static let schema = """
    click: label
    who: user
    age: numeric transform=standard of=user
    ad: item
    brand: categorical of=item
    tags: multi-valued separator=; of=item
    day: categorical
    heat: numeric transform=bucket(2)
    """

  private static let text = """
    click,who,age,ad,brand,tags,day,heat
    1,u1,20,a1,x,red;blue,mo,1
    0,u2,40,a2,y,,tu,2
    1,u2,40,a1,z,red,mo,3
    0,u1,20,a2,y,blue,we,4

    """

  private func data(_ training: [Int] = [0, 1, 2, 3]) throws -> TrainingData {
    try TrainingData(
      ExampleReader.read(
        bytes: Array(Self.text.utf8), name: "e.csv", schema: FeatureSchema(parsing: Self.schema)),
      training: training)
  }

  @Test("the log holds the positive examples")
  func log() throws {
    let log = try data().log
    #expect((0..<log.count).map { log.users.id(Int(log.userRows[$0])) } == ["u1", "u2"])
    #expect((0..<log.count).map { log.items.id(Int(log.itemRows[$0])) } == ["a1", "a1"])
    #expect(log.items.count == 2)
  }

  @Test("a known user's question has the fields of user, candidate and moment")
  func filling() throws {
    let data = try data()
    let examples = data.examples!
    let query = Query(
      user: UserRow(1), profile: data.profile(of: UserRow(1)), features: ["day": "tu", "heat": 2.0])
    let table = try examples.ranking.examples(query, candidates: [ItemRow(1), ItemRow(0)])
    let asked = try examples.space.encode(
      ExampleReader.read(
        bytes: Array(
          """
          click,who,age,ad,brand,tags,day,heat
          0,u2,40,a2,y,blue,tu,2
          0,u2,40,a1,z,red,tu,2

          """.utf8), name: "e.csv", schema: FeatureSchema(parsing: Self.schema)))
    #expect(table.rows.array == asked.rows.array)
    #expect(table.numbers.array == asked.numbers.array)
    #expect(table.bags[0].rows.array == asked.bags[0].rows.array)
  }

  @Test("another history hides the id and keeps the attributes; a stranger has neither")
  func strangers() throws {
    let examples = try data().examples!
    let space = examples.space
    func row(_ query: Query, _ name: String) throws -> Int32 {
      let table = try examples.ranking.examples(query, candidates: [ItemRow(0)])
      return table.rows[space.single.firstIndex(of: space.index(of: name)!)!]
    }
    let other = Query(user: UserRow(0), profile: .empty)
    #expect(try row(other, "who") == space.fields[0].missingRow)
    #expect(try row(other, "age") == Int32(space.fields[1].offset + 2))
    let stranger = Query(profile: Profile([ItemRow(0)]))
    #expect(try row(stranger, "age") == space.fields[1].missingRow)
    #expect(try row(stranger, "day") == space.fields[space.index(of: "day")!].missingRow)
  }

  @Test("features that are no fields of the moment are errors")
  func features() throws {
    let ranking = try data().examples!.ranking
    for features: [String: FieldValue] in [["hue": "mo"], ["brand": "x"], ["day": 3.0], ["heat": "warm"]] {
      #expect(throws: DataError.self) {
        try ranking.examples(Query(profile: .empty, features: features), candidates: [ItemRow(0)])
      }
    }
  }

  @Test("fields survive a model file, and damaged ones are refused")
  func file() throws {
    let data = try data()
    let ranking = data.examples!.ranking
    var writer = ModelWriter()
    writer.add("f", ranking)
    let read = try MemoryModelFile(writer, userCount: 2, itemCount: 2).rankingFields("f")
    #expect(read.space == ranking.space)
    #expect(read.space.fingerprint == ranking.space.fingerprint)
    let query = Query(user: UserRow(1), profile: data.profile(of: UserRow(1)), features: ["day": "we"])
    for ranking in [ranking, read] {
      let table = try ranking.examples(query, candidates: [ItemRow(0), ItemRow(1)])
      let expected = try data.examples!.ranking.examples(query, candidates: [ItemRow(0), ItemRow(1)])
      #expect(table.rows.array == expected.rows.array && table.numbers.array == expected.numbers.array)
    }
    for (name, tensor) in writer.tensors {
      guard case .integers(let numbers) = tensor, numbers.count > 0 else { continue }
      var damaged = ModelWriter()
      for (other, tensor) in writer.tensors {
        damaged.add(other, other == name ? .integers(SharedBuffer(numbers.array.map { _ in -7 })) : tensor)
      }
      #expect(throws: ModelFileError.self, "\(name)") {
        try MemoryModelFile(damaged, userCount: 2, itemCount: 2).rankingFields("f")
      }
    }
  }

  @Test("examples of other fields have another fingerprint")
  func fingerprints() throws {
    let (one, other) = try (data(), data([0, 1, 2]))
    #expect(one.fingerprint != other.fingerprint)
    #expect(try one.fingerprint == data().fingerprint)
  }
}
