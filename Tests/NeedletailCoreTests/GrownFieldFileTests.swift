import NeedletailCore
import NeedletailData
import NeedletailMath
import Testing

@Suite("Grown fields in files")
struct GrownFieldFileTests {
  @Test("a space that grew is read as it was; numbers that cannot be are refused")
  func roundTrip() throws {
    func examples(_ names: [String]) throws -> ExampleSet {
      try ExampleReader.read(
        bytes: Array(("y,who\n" + names.map { "1,\($0)\n" }.joined()).utf8), name: "e.csv",
        schema: FeatureSchema(parsing: "y: label\nwho: user"))
    }
    let space = try FieldSpace(learning: examples(["m", "c"]), from: [0, 1]).growing(
      with: examples(["a", "z"]))
    let path = "/tmp/needletail-grown-\(space.fingerprint)"
    var file = ModelWriter()
    file.add("s", space)
    file.add("t.names", texts: ["who"])
    file.add("t.classes", .integers(SharedBuffer([2])))
    file.add("t.declaration", .integers(SharedBuffer([0, 1, 1, 4])))
    file.add("t.0", Vocabulary(["a", "b", "c", "d"]))
    file.add("t.0.numbers", .integers(SharedBuffer([0, 0, 1, 2, 4])))
    try file.save(toFile: path)
    let reader = try ModelWriter.open(file: path)
    #expect(try reader.fieldSpace("s") == space)
    #expect(throws: ModelFileError.self) { try reader.fieldSpace("t") }
  }
}
