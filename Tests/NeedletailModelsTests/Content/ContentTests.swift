import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import TestSupport
import Testing

@Suite("Items by their attributes")
struct ContentTests {
  /// Films with a genre list, a year and a title.
  private static let films = FeatureTable(
    count: 5,
    columns: [
      (
        "genres",
        .multiValued(
          names: ["Action", "Drama"],
          members: CSRMatrix(
            columns: 2,
            rows: [
              [(column: 0, value: 1)], [(column: 0, value: 1), (column: 1, value: 1)],
              [(column: 1, value: 1)], [], [(column: 0, value: 1)],
            ]))
      ),
      ("title", .text(["Red River", "The red-hot Affair", "An Affair", "", "RIVER! Ünder"])),
      ("year", .numeric(SharedBuffer([1950, 1950, 1990, .nan, 1990]))),
    ])

  private func data(_ ratings: [[Double?]], _ table: FeatureTable? = films) -> TrainingData {
    let plain = NeighbourToys.data(ratings)
    return TrainingData(log: plain.log, weighting: .value, itemFeatures: table)
  }

  /// Item 4 was touched by nobody.
  private static let ratings: [[Double?]] = [[5, nil, 1, nil, nil], [nil, 4, nil, 2, nil]]

  private func model(_ specification: String, _ table: FeatureTable? = films) throws -> any Recommender {
    try ModelSpecification(parsing: specification, registry: .models).algorithm
      .train(data(Self.ratings, table))
  }

  private func scores(_ model: any Recommender, _ user: Int) throws -> [Float] {
    var scores = Matrix(rows: 1, columns: 5)
    try model.score([NeighbourToys.query(user, Self.ratings)], candidates: .all, into: &scores)
    return scores.elements.array
  }

  @Test("scores are cosines of weighted sums of one-hot vectors")
  func cosines() throws {
    let scores = try scores(model("content(blocks=genres,weighting=none)"), 0)
    // The profile is 5·(1, 0) + 1·(0, 1).
    let length = Float(26).squareRoot()
    let half = Float(0.5).squareRoot()
    let expected: [Float] = [5 / length, 6 * half / length, 1 / length, 0, 5 / length]
    #expect(zip(scores, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(scores)")
  }

  @Test("an item nobody touched is recommended for what it shares with the history")
  func coldItem() throws {
    let model = try model("content")
    let list = try model.recommend(
      [NeighbourToys.query(0, Self.ratings)], RankingRequest(count: 3, excluded: [[0, 2]]))[0]
    #expect(list.contains { $0.item == 4 && $0.score > 0 })
  }

  @Test("disliked items count against their like when centred")
  func centred() throws {
    let plain = try scores(model("content(blocks=genres)"), 0)
    let centred = try scores(model("content(blocks=genres,centred=true)"), 0)
    #expect(plain[2] > 0 && centred[2] < 0 && centred[0] > 0)
    let equal = try model("content(blocks=genres,centred=true)")
    var scores = Matrix(rows: 1, columns: 5)
    try equal.score([Query(profile: Profile([ItemRow(0)]))], candidates: .all, into: &scores)
    #expect(scores[0, 0] > 0.999)
  }

  @Test("an explanation names the attributes")
  func explanation() throws {
    let model = try #require(try model("content(blocks=genres+title+year)") as? any FeatureExplaining)
    let query = NeighbourToys.query(0, Self.ratings)
    let parts = try model.features(query, item: ItemRow(4))
    #expect(Set(parts.map(\.feature)) == ["genres=Action", "title=river", "year=1990"])
    let score = try scores(model, 0)[4]
    #expect(abs(parts.reduce(0) { $0 + $1.contribution } - score) < 1e-6)
    #expect(try model.features(query, item: ItemRow(3)).isEmpty)
  }

  @Test("words too rare or too common are left out")
  func documentFrequencies() throws {
    func words(_ options: String) throws -> Set<String> {
      let model = try #require(
        try model("content(blocks=title,\(options))") as? any FeatureExplaining)
      let all = Query(profile: Profile((0..<5).map { ItemRow($0) }))
      return Set(try (0..<5).flatMap { try model.features(all, item: ItemRow($0)).map(\.feature) })
    }
    #expect(try words("minimumItems=2") == ["title=red", "title=river", "title=affair"])
    #expect(
      try words("minimumItems=1,maximumShare=0.2") == ["title=the", "title=hot", "title=an", "title=ünder"])
  }

  @Test("weights of blocks shift what items resemble")
  func blockWeights() throws {
    func best(_ blocks: String) throws -> Int32? {
      let model = try #require(try model("content(blocks=\(blocks))") as? any SimilarItems)
      return try model.similar(to: ItemRow(0), count: 1).first?.item
    }
    #expect(try best("genres:1+title:0.01") == 4)
    #expect(try best("year:1+title:0.01") == 1)
  }

  @Test("numbers fall into classes of about equal size")
  func buckets() throws {
    let table = FeatureTable(
      count: 5, columns: [("year", .numeric(SharedBuffer([1, 2, 3, 3, .infinity])))])
    let model = try #require(try model("content(buckets=2)", table) as? any FeatureExplaining)
    let query = Query(profile: Profile((0..<5).map { ItemRow($0) }))
    let names = try (0..<5).map { try model.features(query, item: ItemRow($0)).map(\.feature) }
    #expect(names == [["year=1...2"], ["year=1...2"], ["year=3"], ["year=3"], []])
  }

  @Test("data without attributes are refused with the remedy")
  func withoutAttributes() {
    for table in [nil, FeatureTable(count: 5, columns: []), FeatureTable(count: 3, columns: [])] {
      let error = #expect(throws: TrainingError.self) { try model("content", table) }
      #expect(error?.message.contains("--items") == true)
    }
  }

  @Test(
    "bad blocks are refused",
    arguments: [
      ("genres:0", "positive weight"), ("genres:x", "'x'"), ("genres+", "between plus signs"),
      (":1", "between plus signs"), ("genres+genres:2", "given twice"), ("genres:nan", "'nan'"),
    ])
  func badBlocks(blocks: String, message: String) {
    let error = #expect(throws: SpecificationError.self) {
      try ModelSpecification(parsing: "content(blocks=\(blocks))", registry: .models)
    }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test("an unknown attribute is named with its nearest")
  func unknownBlock() {
    let error = #expect(throws: TrainingError.self) { try model("content(blocks=genre)") }
    #expect(error?.message.contains("did you mean 'genres'?") == true, "\(error?.message ?? "")")
  }

  @Test("a file with a wrong number of attributes is refused")
  func badFile() throws {
    let model = try model("content")
    var writer = ModelWriter()
    try model.write(to: &writer)
    for count in [-1, 2, Int64.max] {
      var other = ModelWriter()
      for (name, tensor) in writer.tensors {
        other.add(name, name == "features.count" ? .longs(SharedBuffer([count])) : tensor)
      }
      #expect(throws: (any Error).self) {
        try ContentProfiles.open(
          MemoryModelFile(other, userCount: 2, itemCount: 5),
          hyperparameters: model.algorithm.hyperparameters)
      }
    }
  }
}
