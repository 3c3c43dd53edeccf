import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels
import Testing

/// Values that scikit-surprise predicted; `Benchmarks/neighbours/predict_with_surprise.py` made them.
@Suite("Frozen predictions of Surprise")
struct SurpriseTests {
  private static func lines(_ name: String) throws -> [[Substring]] {
    let folder = "\(#filePath)".split(separator: "/").dropLast(3).joined(separator: "/")
    let file = try MappedFile(path: "/\(folder)/Fixtures/Neighbours/\(name)")
    return String(decoding: file.copyBytes(in: 0..<file.count), as: UTF8.self).split(separator: "\n")
      .map { $0.split { $0 == ";" || $0 == "," } }
  }

  private static let models =
    ["bias"]
    + ["userknn", "itemknn"].flatMap { family in
      ["weighted", "centred", "z-score", "baseline"].map { "\(family)(similarity=msd,form=\($0))" }
    }

  @Test("predictions agree", arguments: models)
  func agreement(specification: String) throws {
    let rows = try Self.lines("ratings.csv").dropFirst()
    let log = InteractionLog(
      users: Vocabulary((0..<25).map { "\($0)" }), items: Vocabulary((0..<18).map { "\($0)" }),
      userRows: SharedBuffer(rows.map { Int32($0[0])! }), itemRows: SharedBuffer(rows.map { Int32($0[1])! }),
      values: SharedBuffer(rows.map { Float($0[2])! }))
    let data = TrainingData(log: log, weighting: .value)
    let model = try #require(
      try ModelSpecification(parsing: specification, registry: .models).algorithm.train(data)
        as? any RatingPredictor)
    let text = try Self.lines("surprise.csv").map { line in
      // Specifications hold commas: the last three fields are the case.
      (name: line.dropLast(3).joined(separator: ","), fields: line.suffix(3).map { Double($0)! })
    }
    let cases = text.filter { $0.name == specification }
    #expect(cases.count > 70)
    for (_, fields) in cases {
      let user = UserRow(Int(fields[0]))
      let query = Query(user: user, profile: data.profile(of: user))
      let found = try model.predict(query, items: [ItemRow(Int(fields[1]))])[0]
      if found.isNaN { continue }
      #expect(abs(Double(found) - fields[2]) < 2e-5, "user \(fields[0]), item \(fields[1]): \(found)")
    }
  }
}
