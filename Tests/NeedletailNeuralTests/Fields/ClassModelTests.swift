import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailNeural
import TestSupport
import Testing

@Suite("FiFa on labels of several classes", .needsTorch)
struct ClassModelTests {
  private static let forms = ["gelu", "quad", "relu", "quad-relu"].map {
    "fifa(activation=\($0),epochs=30,batchSize=64,learningRate=0.01,dimension=8,dropout=0.1)"
  }

  private static func short(_ text: String) -> String { text.replacing("epochs=30", with: "epochs=2") }

  @Test("learns three classes that only pairs of fields tell apart", arguments: forms)
  func learns(_ text: String) throws {
    let data = try ClassFixture.data(2500)
    let model = try ClassFixture.model(text, data)
    let other = try data.examples!.space.encode(ClassFixture.examples(1000, seed: 50))
    let found = try ClassFixture.figures(model, other)
    // A tenth is noise: 0.93 and 0.46 are what can be known; ln 3 = 1.1 is the entropy of the classes.
    #expect(found.accuracy > 0.88 && found.loss < 0.65, "\(found)")
    for own in try model.classProbabilities(of: other) { #expect(abs(own.reduce(0, +) - 1) < 1e-12) }
  }

  @Test("the same seed gives the same bits, for one thread and two")
  func bits() throws {
    let data = try ClassFixture.data(300)
    let logits = try [1, 1, 2].map {
      try ClassFixture.model(Self.short(Self.forms[0]), data, threads: $0).classLogits(
        of: data.examples!.table)
    }
    #expect(logits[0] == logits[1] && logits[0] == logits[2])
  }

  @Test("an example has the same bits in any batch")
  func batches() throws {
    let data = try ClassFixture.data(600)
    let table = data.examples!.table
    let model = try ClassFixture.model(Self.short(Self.forms[0]), data)
    let whole = try model.classLogits(of: table)
    for range in [0..<1, 5..<12, 250..<600] {
      let part = try model.classLogits(of: table.selecting(range))
      #expect(part.elements.array == Array(whole.elements.array[range.lowerBound * 3..<range.upperBound * 3]))
    }
  }

  @Test("logits are the sums of plain loops in double precision")
  func slow() throws {
    let data = try ClassFixture.data(200)
    let table = data.examples!.table
    let model = try ClassFixture.model(Self.short(Self.forms[0]), data)
    let parameters = try #require(model as? FieldClassifier).parameters
    let k = parameters.network.dimension
    let entries = FieldEntries(table, 0..<table.count, parameters.layout)
    let logits = try model.classLogits(of: table)
    func layer(_ stack: DenseStack, _ number: Int, _ x: [Double]) -> [Double] {
      let layer = stack.layers[number]
      let weight = layer.weight.factors
      return (0..<weight.rows).map { unit in
        x.indices.reduce(Double(layer.bias[unit])) { $0 + Double(weight[unit, $1]) * x[$1] }
      }
    }
    for example in 0..<table.count {
      var x: [Double] = []
      for field in 0..<entries.fieldCount {
        let slot = example * entries.fieldCount + field
        var sum = [Double](repeating: 0, count: k)
        for entry in Int(entries.starts[slot])..<Int(entries.starts[slot + 1]) {
          for place in 0..<k {
            sum[place] +=
              Double(parameters.tables.vectors![Int(entries.rows[entry]) * k + place])
              * Double(entries.values[entry])
          }
        }
        if table.space.numeric == [field], entries.isKnown[example] == 1 {
          let hidden = layer(parameters.numeric[0], 0, [Double(entries.numbers[example])])
          sum = layer(parameters.numeric[0], 1, hidden.map { max($0, 0) })
        }
        x += sum
      }
      let hidden = layer(parameters.towers[1], 0, x).map { 0.5 * $0 * (1 + erf($0 / 2.0.squareRoot())) }
      let (skip, deep) = (layer(parameters.towers[0], 0, x), layer(parameters.towers[1], 1, hidden))
      for label in 0..<3 {
        let expected = Double(parameters.bias[label]) + skip[label] + deep[label]
        #expect(abs(Double(logits[example, label]) - expected) < 1e-4)
      }
    }
  }

  @Test("a saved model has the same bits and ranks by the expected class")
  func saving() throws {
    let data = try ClassFixture.data(300)
    let own = try ClassFixture.model(Self.short(Self.forms[3]), data)
    let folder = TemporaryFolder()
    try Model(
      recommender: own, data: data,
      metadata: ModelMetadata(createdBy: "test", dataFingerprint: data.fingerprint, seed: 1)
    ).save(to: folder.path("m"))
    let opened = try Model.open(folder.path("m"), registry: .neural)
    let model = try #require(opened.recommender as? any ClassPredictor)
    #expect(model.classCount == 3)
    #expect(try model.classLogits(of: data.examples!.table) == own.classLogits(of: data.examples!.table))
    let query = try #require(opened.query(user: "u1"))
    var scores = Matrix(rows: 1, columns: 6)
    try model.score([query], candidates: .all, into: &scores)
    let examples = try model.ranking.examples(query, candidates: (0..<6).map { ItemRow($0) })
    for (item, own) in try model.classProbabilities(of: examples).enumerated() {
      #expect(scores[0, item] == Float(own[1] + 2 * own[2]))
    }
  }

  @Test("a file of two classes does not open as one of three")
  func mismatch() throws {
    let data = try ClassFixture.data(100)
    let model = try ClassFixture.model(Self.short(Self.forms[0]), data)
    let clicks = try FieldFixture.data(50)
    #expect(throws: DataError.self) {
      try model.classLogits(of: FieldFixture.examples(10))
    }
    #expect(try FieldFixture.algorithm("fifa(epochs=1)").train(clicks) is any ProbabilityPredictor)
  }

  @Test(
    "all other models refuse several classes and name the one that does not",
    arguments: [
      "logistic", "fm", "fwfm", "fmfm", "wide-deep", "deepfm",
    ])
  func refusals(_ text: String) throws {
    let data = try ClassFixture.data(50)
    let error = #expect(throws: TrainingError.self) { try FieldFixture.algorithm(text).train(data) }
    #expect(error?.description == "\(text) predicts clicks; these labels have 3 classes: fifa learns those")
  }

  @Test("unseen values, missing ones and extreme numbers have finite logits")
  func oddities() throws {
    let model = try ClassFixture.model(Self.short(Self.forms[1]), ClassFixture.data(200))
    let lines = """
      grade,who,age,what,tags,day
      0,nobody,30,nothing,pink;lilac,never
      2,,,,,
      1,u1,3e38,i1,red,d1
      1,u1,-3e38,i1,red,d1

      """
    let odd = try ExampleReader.read(
      bytes: Array(lines.utf8), name: "e.csv", schema: FeatureSchema(parsing: ClassFixture.schema))
    let logits = try model.classLogits(of: odd)
    #expect(!logits.elements.array.contains { !$0.isFinite })
    for row in 0..<4 {
      let sum = ClassLogits.probabilities(logits.row(row)).reduce(0, +)
      #expect(abs(sum - 1) < 1e-9)
    }
  }
}
