import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailNeural
import NeedletailTensor
import TestSupport
import Testing

@Suite("Click-through models over fields", .needsTorch)
struct FieldModelTests {
  static let specifications = [
    "logistic", "logistic(crosses=who*day,l1=0.1,crossBits=10)", "logistic(optimizer=adam,learningRate=0.05)",
    "fm(learningRate=0.02)", "fwfm(learningRate=0.02)", "fmfm(learningRate=0.02)",
    "wide-deep(hidden=16-8,crosses=all,crossBits=12,dropout=0.2)",
    "wide-deep(hidden=16,optimizer=adagrad,learningRate=0.05)",
    "wide-deep(hidden=16,wide=false,learningRate=0.01)",
    "deepfm(hidden=16-8,learningRate=0.01,batchNorm=true)", "fifa(learningRate=0.01,factor=1)",
    "fifa(activation=quad,learningRate=0.01)", "fifa(activation=relu,learningRate=0.01,dropout=0.2)",
    "fifa(activation=quad-relu,learningRate=0.01)",
  ]

  private static func small(_ text: String) -> String {
    let (name, rest) = (text.prefix { $0 != "(" }, text.drop { $0 != "(" }.dropFirst())
    return "\(name)(epochs=25,batchSize=64\(rest.isEmpty ? ")" : "," + rest)"
  }

  private func logLoss(_ model: any ProbabilityPredictor, _ table: ExampleTable) throws -> Double {
    let losses = zip(try model.logOdds(of: table), table.labels.array).map { odds, label in
      log1p(exp(-Double(odds) * (label > 0 ? 1 : -1)))
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  @Test("learns: better than the mean rate on unseen examples", arguments: specifications)
  func learns(_ text: String) throws {
    let data = try FieldFixture.data(1500)
    let model = try FieldFixture.model(Self.small(text), data)
    let other = try data.examples!.space.encode(FieldFixture.examples(1000, seed: 77))
    let rate = Double(other.labels.array.reduce(0, +)) / 1000
    let entropy = -rate * log(rate) - (1 - rate) * log(1 - rate)
    #expect(try logLoss(model, other) < entropy - 0.01)
  }

  @Test("what a pair decides is found by all but plain weights")
  func pairs() throws {
    let data = try FieldFixture.data(3000)
    let other = try data.examples!.space.encode(FieldFixture.examples(1000, seed: 77))
    let losses = try [
      "logistic", "logistic(crosses=who*day,l1=0.1)", "fm(learningRate=0.02)",
      "fifa(learningRate=0.01,factor=1)", "deepfm(hidden=16-8,learningRate=0.01)",
    ].map {
      try logLoss(FieldFixture.model(Self.small($0), data), other)
    }
    for loss in losses.dropFirst() { #expect(loss < losses[0] - 0.1, "\(losses)") }
  }

  @Test("the same seed gives the same bits, for one thread and two", arguments: specifications)
  func bits(_ text: String) throws {
    let data = try FieldFixture.data(300)
    let text = Self.small(text).replacing("epochs=25", with: "epochs=3")
    let models = try [1, 1, 2].map { try FieldFixture.model(text, data, threads: $0) }
    let odds = try models.map { try $0.logOdds(of: data.examples!.table) }
    #expect(odds[0] == odds[1])
    // LibTorch's normalisation over a batch sums in an order that depends on its threads.
    if !text.contains("batchNorm=true") { #expect(odds[0] == odds[2]) }
    #expect(
      try FieldFixture.model(text, data, seed: 4).logOdds(of: data.examples!.table) != odds[0]
        || text.hasPrefix("logistic"))
  }

  @Test("a saved model predicts the same bits", arguments: specifications)
  func saving(_ text: String) throws {
    let data = try FieldFixture.data(200)
    let text = Self.small(text).replacing("epochs=25", with: "epochs=2")
    let recommender = try FieldFixture.model(text, data)
    let folder = TemporaryFolder()
    let model = Model(
      recommender: recommender, data: data,
      metadata: ModelMetadata(createdBy: "test", dataFingerprint: data.fingerprint, seed: 1))
    try model.save(to: folder.path("m"))
    let opened = try Model.open(folder.path("m"), registry: .neural)
    let predictor = try #require(opened.recommender as? any ProbabilityPredictor)
    #expect(try predictor.logOdds(of: data.examples!.table) == recommender.logOdds(of: data.examples!.table))
    #expect(opened.specification == model.specification)
    let query = try #require(opened.query(user: "u1"))
    let ranked = try opened.recommender.recommend([query], RankingRequest(count: 5))[0]
    #expect(
      ranked.map(\.item) == (try recommender.recommend([query], RankingRequest(count: 5))[0].map(\.item)))
  }

  @Test("unseen values, missing ones and extreme numbers have finite log-odds", arguments: specifications)
  func oddities(_ text: String) throws {
    let data = try FieldFixture.data(200)
    let model = try FieldFixture.model(Self.small(text).replacing("epochs=25", with: "epochs=2"), data)
    let lines = """
      click,who,age,ad,brand,tags,day,heat
      0,nobody,30,nothing,none,pink;lilac,never,0.5
      0,,,,,,,
      1,u1,3e38,a1,b1,red,d1,-3e38
      1,u1,-3e38,a1,b1,red,d1,3e38

      """
    let odd = try ExampleReader.read(
      bytes: Array(lines.utf8), name: "e.csv", schema: FeatureSchema(parsing: FieldFixture.schema))
    #expect(try model.logOdds(of: odd).allSatisfy(\.isFinite))
    let other = try ExampleReader.read(bytes: Array("1 1:1\n0 2:1\n".utf8), name: "x.libfm")
    #expect(throws: DataError.self) { try model.logOdds(of: other) }
  }

  @Test("a network whose output weights are 0 adds nothing: deepfm is fm, wide-deep is logistic")
  func silent() throws {
    let data = try FieldFixture.data(300)
    let table = data.examples!.table
    for (text, rest) in [
      ("deepfm(hidden=8,epochs=2,learningRate=0.02)", "fm"),
      ("wide-deep(hidden=8,epochs=2,crosses=who*day,crossBits=8,l1=0)", "logistic"),
    ] {
      let own = try FieldFixture.model(text, data).parameters
      let silenced = own.towers.map { $0.silenced }
      let whole = FieldParameters(
        layout: own.layout, terms: own.terms, network: own.network, tables: own.tables, bias: own.bias,
        pairs: nil, towers: silenced, numeric: [])
      let alone = FieldParameters(
        layout: own.layout,
        terms: ShallowTerms(dimension: own.terms.dimension, hasPairs: rest == "fm", keepsVectors: false),
        network: .init(fields: own.network.fields, dimension: own.network.dimension), tables: own.tables,
        bias: own.bias, pairs: nil, towers: [], numeric: [])
      #expect(whole.logOdds(of: table) == alone.logOdds(of: table))
      #expect(whole.logOdds(of: table) != own.logOdds(of: table))
    }
  }

  @Test("a threshold above all gradients leaves every weight 0")
  func sparsity() throws {
    let data = try FieldFixture.data(300)
    let model = try FieldFixture.model("logistic(l1=100000,epochs=3,crosses=who*day)", data)
    #expect(model.parameters.tables.weights!.array.allSatisfy { $0 == 0 })
    #expect(model.parameters.tables.crosses!.array.allSatisfy { $0 == 0 })
    let some = try FieldFixture.model("logistic(l1=3,epochs=10,batchSize=64)", data).parameters.tables
      .weights!
    #expect(some.array.contains { $0 != 0 } && some.array.count { $0 == 0 } > some.count / 4)
  }

  @Test("rows of nobody's value stay as they were; padding is 0")
  func untouched() throws {
    let data = try FieldFixture.data(100)
    let vectors = try FieldFixture.model("fm(epochs=2)", data).parameters.tables.vectors!.array
    #expect(vectors[0..<10].allSatisfy { $0 == 0 })
  }

  @Test("early stopping keeps the best epoch and names it; a stopped run throws")
  func stopping() throws {
    let data = try FieldFixture.data(600)
    var options = TrainingOptions(seed: 3, pool: WorkerPool(threads: 1))
    let held = try data.examples!.space.encode(FieldFixture.examples(300, seed: 50))
    options.stopping = EarlyStopping(metric: "logloss", isLowerBetter: true, patience: 2) {
      try self.logLoss($0 as! any ProbabilityPredictor, held)
    }
    let model = try FieldFixture.algorithm("fm(epochs=200,learningRate=0.05,batchSize=64)").train(
      data, options: options)
    #expect(model.algorithm.hyperparameters.integer("epochs") < 200)
    let cancellation = Cancellation()
    options.cancellation = cancellation
    options.progress = { _ in cancellation.cancel() }
    #expect(throws: CancelledError.self) {
      try FieldFixture.algorithm("fm(epochs=200)").train(data, options: options)
    }
  }

  @Test("too little memory for the fields and labels of several classes are refused")
  func refusals() throws {
    let data = try FieldFixture.data(100)
    #expect(throws: TrainingError.self) {
      try FieldFixture.algorithm("fm(dimension=4096)").fit(
        data, from: nil, options: TrainingOptions(memoryLimit: 1 << 20))
    }
    let classes = try ExampleReader.read(
      bytes: Array("y,f\n2,a\n1,b\n0,a\n".utf8), name: "e.csv",
      schema: FeatureSchema(parsing: "y: label classes=3\nf: categorical"))
    #expect(throws: TrainingError.self) {
      try FieldFixture.algorithm("fm").train(TrainingData(classes, training: [0, 1, 2]))
    }
    #expect(throws: SpecificationError.self) { try FieldFixture.algorithm("deepfm(hidden=20-x)") }
    #expect(throws: SpecificationError.self) { try FieldFixture.algorithm("deepfm(hidden=0)") }
  }

  @Test(
    "what matters to logs only says so, for searches on examples",
    arguments: [
      "logistic", "fm", "fwfm", "fmfm", "wide-deep", "deepfm", "fifa",
    ])
  func declarations(_ text: String) throws {
    let declared = type(of: try FieldFixture.algorithm(text)).descriptor.hyperparameters
    #expect(declared.filter(\.isOfLogs).map(\.name) == ["negatives"])
  }

  @Test("lines of features without fields are learnt from")
  func bags() throws {
    var stream = RandomStream(seed: 3)
    let lines = (0..<400).map { _ -> String in
      let ids = Set((0..<4).map { _ in stream.index(below: 20) }).sorted()
      return
        "\(ids.contains { $0 < 4 } ? 1 : -1) \(ids.map { "\($0):\($0 % 2 == 0 ? 1 : 0.5)" }.joined(separator: " "))\n"
    }
    let examples = try ExampleReader.read(bytes: Array(lines.joined().utf8), name: "x.libsvm")
    let data = try TrainingData(examples, training: Array(0..<400))
    for text in ["fm(learningRate=0.05)", "deepfm(hidden=8,learningRate=0.02)"] {
      let model = try FieldFixture.model(Self.small(text), data)
      #expect(try logLoss(model, data.examples!.table) < 0.3)
    }
  }
}

extension DenseStack {
  /// The same with an output of 0.
  fileprivate var silenced: DenseStack {
    var layers = layers
    let last = layers.count - 1
    let weight = layers[last].weight.factors
    layers[last].weight = PackedItems(Matrix(rows: weight.rows, columns: weight.columns))
    layers[last].bias = SharedBuffer(zeros: weight.rows)
    return DenseStack(layers: layers, activation: activation)
  }
}
