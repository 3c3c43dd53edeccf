import Glibc
import NeedletailData
import NeedletailMath
import Testing

@Suite("Feature tables")
struct FeatureTableTests {
  private let vocabulary = Vocabulary(["1", "2", "3"])

  private func report(_ text: String, _ schema: String? = nil) throws -> FeatureTableReader.Report {
    try FeatureTableReader.report(
      bytes: Array(text.utf8), name: "t.csv", vocabulary: vocabulary,
      schema: try schema.map { try FeatureSchema(parsing: $0, file: "s") })
  }

  @Test("types are inferred, unknown and repeated ids counted")
  func inference() throws {
    let report = try report("id,price,tags\n3,2.5,a|b\n9,1,a\n1,,b\n1,7,c\n")
    #expect(report.isInferred)
    #expect(report.unknownIDs == 1)
    #expect(report.repeatedIDs == 1)
    #expect(report.schema.description == "id: id\nprice: numeric\ntags: multi-valued separator=|")
    guard case .numeric(let prices)? = report.table["price"] else {
      Issue.record("no price")
      return
    }
    #expect(prices[0].isNaN && prices[1].isNaN && prices[2] == 2.5)
  }

  @Test("a schema decides, and transforms")
  func schema() throws {
    let report = try report(
      "a,b,c,d\n1,10,x y,0\n2,20,y,1\n",
      "# note\nb: categorical\na: id\nc: multi-valued separator=blank\nd: numeric transform=log")
    guard case .categorical(let names, let rows)? = report.table["b"],
      case .multiValued(let words, _)? = report.table["c"], case .numeric(let logs)? = report.table["d"]
    else {
      Issue.record("missing columns")
      return
    }
    #expect(names == ["10", "20"])
    #expect(rows.array == [0, 1, -1])
    #expect(words == ["x", "y"])
    #expect(abs(logs[1] - log1pf(1)) < 1e-6)
    #expect(try FeatureSchema(parsing: report.schema.description) == report.schema)
  }

  @Test(
    "errors of schemas name the line and the nearest word",
    arguments: [
      (
        "a: id\nb: numerc",
        "s:2: expected a type (id, label, categorical, multi-valued, numeric, text, ignored, user, item, group, time, weight), found 'numerc'; did you mean 'numeric'?"
      ),
      (
        "a: id\nb: numeric transfrom=log",
        "s:2: expected a key of numeric (transform, of), found 'transfrom'; did you mean 'transform'?"
      ),
      ("a: text", "s: expected one field of type id, or one of type label and none of type id"),
      ("a: label\nb: user\nc: user", "s: expected at most one field of type user"),
      (
        "a: label\nb: categorical minimum=0",
        "s:2: minimum: expected a whole number from 1 to 1000000000, found '0'"
      ),
      (
        "a: label\nb: numeric transform=bucket(1)",
        "s:2: expected bucket(n) with n from 2 to 10000, found 'bucket(1)'"
      ),
      ("a: id\na: text", "s:2: the field 'a' is declared twice"),
    ])
  func schemaErrors(_ text: String, _ error: String) {
    #expect {
      try FeatureSchema(parsing: text, file: "s")
    } throws: {
      "\($0)" == error
    }
  }

  @Test("errors of tables name the line and the column")
  func tableErrors() {
    #expect {
      try report("id,price\n1,2\n2,x\n", "id: id\nprice: numeric")
    } throws: {
      "\($0)" == "t.csv:3: column price: expected a finite number, found 'x'"
    }
    #expect(throws: DataError.self) { try report("id,price\n1,2\n", "id: id\ncost: numeric") }
    #expect(throws: DataError.self) { try report("id,price\n1\n") }
  }
}
