import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailNeural
import TestSupport
import Testing

@Suite("Click-through models on hashed fields", .needsTorch)
struct HashedFieldTests {
  private static let schema = FieldFixture.schema
    .replacing("brand: categorical", with: "brand: categorical hash=12")
    .replacing("separator=;", with: "separator=; hash=12")
    .replacing("day: categorical", with: "day: categorical hash=10")

  /// The fixture's examples under a schema.
  private static func examples(_ count: Int, seed: UInt64 = 1, schema: String = schema) throws -> ExampleSet {
    var set = try FieldFixture.examples(count, seed: seed)
    for declaration in try FeatureSchema(parsing: schema).fields {
      guard let place = set.fields.firstIndex(where: { $0.name == declaration.name }) else { continue }
      set.fields[place].declaration = declaration
    }
    return set
  }

  private static func data(_ count: Int) throws -> TrainingData {
    try TrainingData(examples(count), training: Array(0..<count))
  }

  private static let forms = [
    "fm(epochs=20,batchSize=64,learningRate=0.02)",
    "wide-deep(epochs=20,batchSize=64,hidden=16,crosses=who*day,crossBits=12,dropout=0,learningRate=0.01)",
    "fifa(epochs=20,batchSize=64,learningRate=0.01)",
  ]

  @Test("learns as well as with a vocabulary, on names that training did not have too", arguments: forms)
  func learns(_ text: String) throws {
    func loss(_ schema: String) throws -> Double {
      let examples = try Self.examples(2000, schema: schema)
      let data = try TrainingData(examples, training: Array(0..<2000))
      let model = try FieldFixture.model(text, data)
      let table = try data.examples!.space.encode(Self.examples(1000, seed: 77, schema: schema))
      let losses = zip(try model.logOdds(of: table), table.labels.array).map { odds, label in
        log1p(exp(-Double(odds) * (label > 0 ? 1 : -1)))
      }
      return losses.reduce(0, +) / 1000
    }
    let (hashed, named) = (try loss(Self.schema), try loss(FieldFixture.schema))
    #expect(abs(hashed - named) < 0.05, "\(hashed) hashed, \(named) with a vocabulary")
  }

  @Test("a saved model has the same bits, asks alike and lists alike", arguments: forms)
  func saving(_ text: String) throws {
    let data = try Self.data(200)
    let own = try FieldFixture.model(text.replacing("epochs=20", with: "epochs=1"), data)
    let folder = TemporaryFolder()
    try Model(
      recommender: own, data: data,
      metadata: ModelMetadata(createdBy: "test", dataFingerprint: data.fingerprint, seed: 1)
    ).save(to: folder.path("m"))
    let opened = try Model.open(folder.path("m"), registry: .neural)
    let model = try #require(opened.recommender as? any ProbabilityPredictor)
    #expect(model.ranking.space == data.examples!.space)
    let table = try model.ranking.space.encode(Self.examples(50, seed: 9))
    #expect(try model.logOdds(of: table) == own.logOdds(of: table))
    // The features of a question have the rows that an example's have.
    var query = try #require(opened.query(user: "u1"))
    query.features = try model.ranking.space.features(parsing: "day=d2,heat=0.5")
    let examples = try model.ranking.examples(query, candidates: [ItemRow(0), ItemRow(1)])
    let day = try #require(model.ranking.space.index(of: "day"))
    let column = try #require(model.ranking.space.single.firstIndex(of: day))
    #expect(
      (0..<2).allSatisfy {
        examples.rows[$0 * model.ranking.space.single.count + column]
          == model.ranking.space.fields[day].row(of: "d2")
      })
  }

  @Test("a cross of a hashed field goes by the row of its hash")
  func crosses() throws {
    let space = try Self.data(50).examples!.space
    let layout = FieldLayout(space, crosses: try CrossedFields(parsing: "who*day", bits: 16, space: space))
    func row(_ who: String, _ day: String) throws -> [Int32] {
      let text = "click,who,age,ad,brand,tags,day,heat\n0,\(who),,a1,b1,,\(day),0.5\n"
      let set = try ExampleReader.read(
        bytes: Array(text.utf8), name: "e.csv", schema: FeatureSchema(parsing: Self.schema))
      return FieldEntries(try space.encode(set), 0..<1, layout).crossRows
    }
    #expect(try row("u1", "d1").count == 1 && row("u1", "d1") == row("u1", "d1"))
    #expect(try row("u1", "d1") != row("u1", "d2") && row("u1", "").isEmpty && row("nobody", "d1").isEmpty)
    // A day that nobody saw crosses too: its hash is its name.
    #expect(try row("u1", "doomsday").count == 1)
  }
}
