import NeedletailData
import NeedletailMath
import Testing

@Suite("Reading labelled examples")
struct ExampleReaderTests {
  @Test("delimited examples with a schema")
  func delimited() throws {
    let examples = try ExampleFixture.examples()
    #expect(examples.labels.array == [1, 0, 0, 1])
    #expect(examples.fields.map(\.name) == ["who", "ad", "brand", "tags", "age", "price"])
    #expect(examples.texts("brand") == ["x", "y", "x", ""])
    #expect(examples.texts("tags") == ["blue+red", "", "red", "green+red"])
    #expect(examples.texts("age") == ["20.0", "30.0", "", "40.0"])
    #expect(examples.groups?.rows.array == [0, 0, 1, 2])
    #expect(examples.times?[1] == 1_577_923_200_000)
    #expect(examples.positives == 2)
  }

  @Test("columns are found by name, or by place without a header")
  func columns() throws {
    let schema = "y: label\nf: categorical"
    #expect(try ExampleFixture.examples("f,y\na,1\nb,0\n", schema: schema).texts("f") == ["a", "b"])
    #expect(try ExampleFixture.examples("1,a\n0,b\n", schema: schema).texts("f") == ["a", "b"])
  }

  @Test("lines of equally many entries of value 1 have fields; -1 is no click")
  func fields() throws {
    let examples = try ExampleFixture.examples(
      "-1 7:1 10:1 30:1\n1 9:1 10:1 31:1 # note\n\n-1 7:1 11:1 30:1\n", schema: nil, name: "e.libfm")
    #expect(examples.labels.array == [0, 1, 0])
    #expect(examples.fields.map(\.name) == ["user", "item", "field3"])
    #expect(examples.fields.map(\.declaration.type) == [.user, .item, .categorical])
    #expect(examples.texts("user") == ["7", "9", "7"])
    #expect(examples.texts("field3") == ["30", "31", "30"])
    #expect(examples.groups?.rows.array == [0, 1, 0])
    let named = try ExampleFixture.examples(
      "1 7:1 10:1\n", schema: "y: label\nad: item\nday: categorical of=item", name: "e.libfm")
    #expect(named.fields.map(\.name) == ["ad", "day"])
    #expect(named.groups == nil)
  }

  @Test("other lines are one bag with values")
  func bag() throws {
    let examples = try ExampleFixture.examples("1 5:0.5 2:2\n0 3:1\n0\n", schema: nil, name: "e.svm")
    #expect(examples.fields.map(\.name) == ["features"])
    #expect(examples.format == "libsvm")
    guard case .multiValued(let names, let members)? = examples["features"]?.column else {
      Issue.record("no bag")
      return
    }
    #expect((0..<names.count).map { names.id($0) } == ["2", "3", "5"])
    #expect(members.entries(ofRow: 0).map(\.value) == [2, 0.5])
    #expect(members.count(ofRow: 2) == 0)
    #expect(examples["features"]?.column.isMissing(2) == true)
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var schema: String?
    var error: String
    var testDescription: String { error }

    init(_ name: String, _ text: String, _ schema: String?, _ error: String) {
      (self.name, self.text, self.schema, self.error) = (name, text, schema, error)
    }
  }

  static let bad = [
    Bad(
      "e.csv", "y,f\n1,a\n2,b\n", "y: label\nf: categorical",
      "e.csv:3: column y: expected a label of 0 or 1, found '2'"),
    Bad(
      "e.csv", "y,f\n-1,a\n", "y: label\nf: categorical",
      "e.csv:2: column y: expected a label of 0 or 1, found '-1'"),
    Bad(
      "e.csv", "y,f\n,a\n", "y: label\nf: categorical",
      "e.csv:2: column y: expected a label of 0 or 1, found nothing"),
    Bad(
      "e.csv", "y,f\n3,a\n", "y: label classes=3\nf: categorical",
      "e.csv:2: column y: expected a label of 0 to 2, found '3'"),
    Bad(
      "e.csv", "y,f\n1,nan\n", "y: label\nf: numeric",
      "e.csv:2: column f: expected a finite number or nothing, found 'nan'"),
    Bad(
      "e.csv", "y,f\n1,inf\n", "y: label\nf: numeric",
      "e.csv:2: column f: expected a finite number or nothing, found 'inf'"),
    Bad("e.csv", "y,f\n1\n", "y: label\nf: categorical", "e.csv:2: expected 2 fields, found 1"),
    Bad(
      "e.csv", "y,g\n1,a\n", "y: label\nf: categorical",
      "e.csv:1: expected a column 'f' as the schema says, found 'y', 'g'"),
    Bad(
      "e.csv", "y,f,w\n1,a,0\n", "y: label\nf: categorical\nw: weight",
      "e.csv:2: column w: expected a positive number, found '0'"),
    Bad(
      "e.csv", "y,f\n1,a\n", nil,
      "e.csv: delimited examples need a schema with a line 'NAME: label' and one for each field (--schema)"),
    Bad(
      "e.libfm", "1 1:1\n-1 2:1\n0 3:1\n", nil, "e.libfm:3: expected a label of -1 or 1 as before, found '0'"),
    Bad(
      "e.libfm", "1 1:1\n0.5 2:1\n", nil, "e.libfm:2: expected a label of 0 or 1, or of -1 or 1, found '0.5'"),
    Bad("e.libfm", "1 4:2 4:1\n", nil, "e.libfm: expected each index once a line, found 4 twice"),
    Bad(
      "e.libfm", "1 4:1 5:1\n1 4:1\n", "y: label\na: user\nb: item",
      "e.libfm: expected 2 entries a line as in e.libfm, found 1"),
    Bad(
      "e.libfm", "1 4:1 5:1\n", "y: label\na: user",
      "e.libfm: expected 1 entries a line as the schema says, found 2"),
  ]

  @Test("what is wrong is said with its place", arguments: bad)
  func errors(_ bad: Bad) {
    #expect {
      try ExampleFixture.examples(bad.text, schema: bad.schema, name: bad.name)
    } throws: {
      "\($0)" == bad.error
    }
  }

  @Test("bad rows are skipped whole and counted")
  func skipping() throws {
    let examples = try ExampleFixture.examples(
      "y,f,g\n1,a,1\n0,b,x\n0,c,2\n7,d,3\n", schema: "y: label\nf: categorical\ng: numeric", onError: .skip)
    #expect(examples.texts("f") == ["a", "c"])
    #expect(examples.texts("g") == ["1.0", "2.0"])
    #expect(examples.skipped.count == 2)
    #expect(examples.skipped.examples.map(\.line) == [3, 5])
  }

  @Test("the parts of a folder, and a field that is missing in one of them")
  func parts() throws {
    func read(_ test: String) throws -> ExampleSet {
      try ExampleReader.read(
        files: [
          "a.test.libfm": Array(test.utf8), "a.train.libfm": Array("1 1:1 2:1\n-1 3:1 4:1\n".utf8),
        ], name: "x")
    }
    let examples = try read("1 1:1 9:1\n")
    #expect(examples.parts?.array == [1, 0, 0])
    let split = try SplitSpecification(parsing: "given").split(examples, seed: 1)
    #expect(split.training == [1, 2])
    #expect(split.test == [0])
    #expect {
      try read("1 1:1\n")
    } throws: {
      "\($0)".contains("expected 1 entries a line as in x/a.test.libfm, found 2")
    }
  }
}
