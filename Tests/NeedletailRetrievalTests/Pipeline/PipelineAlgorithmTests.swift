import Foundation
import Needletail
import TestSupport
import Testing

@Suite("Pipelines as algorithms")
struct PipelineAlgorithmTests {
  /// A specification of a pipeline whose file is gone by the time it is used.
  private static func specification(_ text: String) throws -> ModelSpecification {
    let folder = TemporaryFolder()
    try text.write(toFile: folder.path("home.yaml"), atomically: true, encoding: .utf8)
    return try ModelSpecification(parsing: "pipeline(file=\(folder.path("home.yaml")))")
  }

  /// Laws about reading a specification again need the file; a pipeline of all stages ranks as it is told, not
  /// by score alone.
  private static let beyond = ["round-trip"]
  private static let ofLists = ["lists are the scores", "lists of candidates", "much as a stranger"]

  static let subjects: [(text: String, isPlain: Bool)] = [
    ("model: ease(l2=20)", true), ("model: ials(dimension=9,epochs=3)", true), ("model: itemknn", true),
    (
      """
      model: ease(l2=20)
      sources:
        model: 40
        similar: {positives: 2, count: 5}
        trending: {count: 9, atLeast: 1}
        new: {count: 5, maxAge: 2d}
        explore: {slots: 1}
      session: {largestShare: 0.5}
      strangers: trending
      """, false
    ),
  ]

  @Test("keep the laws of models", arguments: subjects.indices, ContractLaw.all)
  func laws(_ index: Int, _ law: ContractLaw) throws {
    let (text, isPlain) = Self.subjects[index]
    guard !(Self.beyond + (isPlain ? [] : Self.ofLists)).contains(where: { law.description.contains($0) })
    else {
      return
    }
    let subject = ContractSubject(
      try Self.specification(text), registry: .standard, isOrderFree: !text.contains("ials"))
    let violations = try law.violations(subject)
    #expect(violations.isEmpty, "\(law): \(violations.joined(separator: "; "))")
  }

  @Test("rank as their model does, and can what it can")
  func capabilities() throws {
    let data = PipelineFixture.data
    let fitted = try Self.specification("model: ials(dimension=9)").algorithm.train(data)
    #expect(fitted is any UserRows && fitted is any SimilarItems && fitted is any Explaining)
    let popular = try Self.specification("model: popularity").algorithm.train(data)
    #expect(!(popular is any UserRows) && !(popular is any SimilarItems))
  }

  @Test("are saved with everything, and opened without their file")
  func file() throws {
    let text = PipelineFixture.rich.replacing("editors", with: "70") + "\nmodel: ease(l2=20)"
    let attributes = FeatureTable(
      count: 240,
      columns: [
        (
          "genre",
          .categorical(names: ["drama", "crime"], rows: SharedBuffer((0..<240).map { Int32($0 % 3) - 1 }))
        ),
        (
          "tags",
          .multiValued(
            names: ["a", "b", "c"],
            members: CSRMatrix(columns: 3, rows: (0..<240).map { [(column: $0 % 3, value: Float(1))] }))
        ),
        ("year", .numeric(SharedBuffer((0..<240).map { Float(1990 + $0 % 30) }))),
        ("title", .text((0..<240).map { "Film \($0)" })),
        ("available", .text((0..<240).map { _ in "true" })),
      ])
    let yaml = text.replacing("available == true", with: "available == \"true\"")
    let data = TrainingData(log: PipelineFixture.log, itemFeatures: attributes)
    let model = try Model.train(try Self.specification(yaml), on: data)
    let folder = TemporaryFolder()
    try model.save(to: folder.path("m"))
    let opened = try Model.open(folder.path("m"))
    #expect(try Model.verify(folder.path("m")).isIntact)
    #expect(opened.specification == model.specification)
    for user in 0..<80 {
      let query = model.query(for: UserRow(user))
      #expect(
        bits(try model.list(for: query, ListRules(count: 12)))
          == bits(try opened.list(for: query, ListRules(count: 12))))
    }
    let list = try opened.list(for: opened.query(for: UserRow(0)), ListRules(count: 12))
    #expect(opened.items.id(Int(list[2].item)) == "70")
    try opened.save(to: folder.path("n"))
    #expect(
      try Data(contentsOf: URL(filePath: folder.path("m/tensors.safetensors")))
        == Data(contentsOf: URL(filePath: folder.path("n/tensors.safetensors"))))
  }

  @Test("say what is wrong with the file, the rules and the attributes")
  func faults() throws {
    func message(_ body: () throws -> Void) -> String {
      do {
        try body()
        return ""
      } catch { return "\(error)" }
    }
    #expect(message { _ = try ModelSpecification(parsing: "pipeline") }.contains("file=PATH"))
    #expect(
      message { _ = try ModelSpecification(parsing: "pipeline(file=/nowhere.yaml)") }.contains(
        "/nowhere.yaml"))
    #expect(
      message { _ = try Self.specification("sources: {model: 3}") }.contains("model: expected the model"))
    #expect(
      message { _ = try Self.specification("model: ease\ncolour: red") }.contains("home.yaml:2: colour"))
    let data = TrainingData(
      log: PipelineFixture.log,
      itemFeatures: FeatureTable(
        count: 240, columns: [("genre", .text((0..<240).map { _ in "drama" }))]))
    let misspelt = try Self.specification("model: ease\nfilters: {rules: ['gendre == \"x\"']}").algorithm
    #expect(message { _ = try misspelt.train(data) }.contains("'genre'"))
    let by = try Self.specification("model: ease\ndiversity: {variety: 0.1, by: tags}").algorithm
    #expect(message { _ = try by.train(data) }.contains("'tags'"))
  }

  @Test("the example is a pipeline that measures")
  func example() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Examples/Pipelines/home.yaml").path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let definition = try PipelineDefinition(parsing: text, file: path)
    #expect(try PipelineDefinition(parsing: definition.description, file: "") == definition)
    let population = try Simulation(users: 300, items: 200, events: 9000, seed: 2).generate(
      pool: WorkerPool())
    let split = try SplitSpecification(parsing: "time:0.2").split(population.data, seed: 1)[0]
    let result = try Experiment(
      data: population.data, splits: [split],
      specifications: [
        try ModelSpecification(parsing: "pipeline(file=\(path))"), ModelSpecification(parsing: "ease"),
      ],
      options: EvaluationOptions(metrics: try MetricKey.list("ndcg@10,coverage@10"))
    ).run()
    #expect(result.evaluations.allSatisfy { $0.metrics[0].value > 0 })
  }
}
