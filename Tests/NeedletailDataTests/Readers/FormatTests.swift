import NeedletailData
import NeedletailMath
import TestSupport
import Testing

@Suite("Formats of one file")
struct FormatTests {
  typealias Row = InteractionLog.Row

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var format: String
    var rows: [Row]
  }

  static let cases = [
    Case(
      testDescription: "csv with a header in another order",
      text: "rating,Item_ID,userId,note\n2.5,7,1,x\n4,8,2,\n", format: "csv",
      rows: [Row("1", "7", 2.5), Row("2", "8", 4)]),
    Case(
      testDescription: "csv with quotes, doubled quotes and newlines inside",
      text: "user,item,value\r\n\"a,\"\"b\"\"\",\"x\ny\",1\r\nc,z,2\r\n", format: "csv",
      rows: [Row("a,\"b\"", "x\ny", 1), Row("c", "z", 2)]),
    Case(
      testDescription: "byte order mark, comments, blank lines, no newline at the end",
      text: "\u{feff}# a comment\n\nuser;item\n1;2\n\n3;4", format: "csv",
      rows: [Row("1", "2"), Row("3", "4")]),
    Case(
      testDescription: "three columns without header", text: "1\t10\t3\n2\t20\t4.5\n", format: "csv",
      rows: [Row("1", "10", 3), Row("2", "20", 4.5)]),
    Case(
      testDescription: "leading zeros keep an id a string", text: "007,1,3\n7,01,4\n-0,1,5\n", format: "csv",
      rows: [Row("007", "1", 3), Row("7", "01", 4), Row("-0", "1", 5)]),
    Case(
      testDescription: "MovieLens 1M", text: "1::1193::5::978300760\n1::661::3::978302109\n",
      format: "movielens",
      rows: [Row("1", "1193", 5, 978_300_760_000), Row("1", "661", 3, 978_302_109_000)]),
    Case(
      testDescription: "MovieLens 20M", text: "userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n",
      format: "movielens", rows: [Row("1", "31", 2.5, 1_260_759_144_000)]),
    Case(
      testDescription: "milliseconds, microseconds and dates",
      text: "user,item,time\n1,1,1260759144000\n1,2,1260759144001\n", format: "csv",
      rows: [Row("1", "1", nil, 1_260_759_144_000), Row("1", "2", nil, 1_260_759_144_001)]),
    Case(
      testDescription: "dates",
      text: "user,item,date\n1,1,1970-01-02\n1,2,2016-05-09T10:30:00+02:00\n1,3,2016-05-09 08:30:00.25\n",
      format: "csv",
      rows: [
        Row("1", "1", nil, 86_400_000), Row("1", "2", nil, 1_462_782_600_000),
        Row("1", "3", nil, 1_462_782_600_250),
      ]),
    Case(
      testDescription: "JSON Lines",
      text: """
        {"user_id": "ann", "item": 7, "rating": 4.5, "extra": {"a": [1, "}"]}}
        {"rating": 1, "item": "7", "user_id": "b\\u00e9\\n\\ud83d\\ude00"}
        """, format: "jsonl", rows: [Row("ann", "7", 4.5), Row("bé\n😀", "7", 1)]),
    Case(
      testDescription: "atomic",
      text: "user_id:token\titem_id:token\trating:float\ttimestamp:float\na\tb\t1\t881250949\n",
      format: "atomic", rows: [Row("a", "b", 1, 881_250_949_000)]),
    Case(
      testDescription: "lists", text: "0 5 6 7\n1 5\n2\n3 9 \r\n", format: "lists",
      rows: [Row("0", "5"), Row("0", "6"), Row("0", "7"), Row("1", "5"), Row("3", "9")]),
    Case(
      testDescription: "pairs", text: "1 5\n1 4\n2 5\n", format: "pairs",
      rows: [Row("1", "5", nil, 0), Row("1", "4", nil, 1), Row("2", "5", nil, 0)]),
    Case(
      testDescription: "libFM: the first feature is the user, the second the item",
      text: "1 0:1 451:1 5235:1\n-1 0:1 460:0.5 # context\n\n", format: "libfm",
      rows: [Row("0", "451", 1), Row("0", "460", -1)]),
    Case(
      testDescription: "folds", text: "1::5::3::0::2\n1::6::4::1::1\n", format: "folds",
      rows: [Row("1", "5", 3, 0), Row("1", "6", 4, 1)]),
  ]

  @Test("reads what is there", arguments: cases)
  func reads(_ example: Case) throws {
    let data = try DataReader.read(bytes: Array(example.text.utf8), name: "data.txt")
    #expect(data.format == example.format)
    #expect(data.log.rows == example.rows)
  }

  @Test("packed files give the same", arguments: cases)
  func packed(_ example: Case) throws {
    let bytes = Array(example.text.utf8)
    let (half, rest) = (Array(bytes[..<(bytes.count / 2)]), Array(bytes[(bytes.count / 2)...]))
    for packed in [
      Compressed.gzip(bytes), Compressed.gzip(half) + Compressed.gzip(rest), Compressed.gzip(bytes) + [0, 0],
      Compressed.zstd(bytes), Compressed.zstd(half) + Compressed.zstd(rest),
    ] {
      #expect(try DataReader.read(bytes: packed, name: "data.txt").log.rows == example.rows)
    }
  }

  @Test("Latin-1 ids become UTF-8")
  func latin1() throws {
    let data = try DataReader.read(
      bytes: Array("user,item\n".utf8) + [0xe9, 0x2c, 0x31, 0x0a], name: "x.csv")
    #expect(data.log.rows == [Row("é", "1")])
  }

  @Test("features of libSVM lines are chosen by their places")
  func featurePlaces() throws {
    let text = Array("0.5 7:1 12:1 30:2\n".utf8)
    let options = ReadOptions(columns: try ColumnMapping(parsing: "user=3,item=1"))
    let data = try DataReader.read(bytes: text, name: "x.libsvm", options: options)
    #expect(data.format == "libsvm")
    #expect(data.log.rows == [Row("30", "7", 0.5)])
    let named = ReadOptions(columns: try ColumnMapping(parsing: "user=a,item=b"))
    #expect(throws: DataError.self) { try DataReader.read(bytes: text, name: "x.libsvm", options: named) }
  }

  @Test(
    "a line of features that cannot be read is an error with its line",
    arguments: [
      ("1 0:1 2:1\n1 0:1\n", "at least 2 features"), ("1 0:1 2:1\none 0:1 2:1\n", "a finite number"),
      ("1 0:1 2:1\n1 0:1 2\n", "index:value"), ("1 0:1 2:1\n1 -3:1 2:1\n", "whole number"),
      ("1 0:1 2:1\n1 0:1 2:nan\n", "finite number"),
    ])
  func badFeatures(text: String, says: String) {
    let error = #expect(throws: DataError.self) {
      try DataReader.read(
        bytes: Array(text.utf8), name: "x.libfm", options: ReadOptions(format: .libfm))
    }
    #expect(error?.line == 2)
    #expect(error?.message.contains(says) == true)
  }

  @Test("signals of watching are columns of their own, unknown where empty")
  func watching() throws {
    let text = "user,item,completion,dwell,intent\n1,2,0.5,30,1\n1,3,,,0.3\n"
    let log = try DataReader.read(bytes: Array(text.utf8), name: "x.csv").log
    #expect(log.signals["completion"]?[0] == 0.5 && log.signals["completion"]?[1].isNaN == true)
    #expect(log.signals["dwell"]?[0] == 30 && log.signals["dwell"]?[1].isNaN == true)
    #expect(log.signals["intent"]?.array == [1, 0.3])
    let lines = "{\"user\":1,\"item\":2,\"intent\":0.8}\n{\"user\":1,\"item\":3}\n"
    let objects = try DataReader.read(bytes: Array(lines.utf8), name: "x.jsonl").log
    #expect(objects.signals["intent"]?[0] == 0.8 && objects.signals["intent"]?[1].isNaN == true)
  }

  @Test("columns can be named")
  func mapping() throws {
    let text = Array("who|what|how\nann|x|3\n".utf8)
    let named = ReadOptions(columns: try ColumnMapping(parsing: "user=who,item=what,value=how"))
    #expect(try DataReader.read(bytes: text, name: "x", options: named).log.rows == [Row("ann", "x", 3)])
    let numbered = ReadOptions(columns: try ColumnMapping(parsing: "user=2,item=1"), delimiter: "|")
    let rows = try DataReader.read(bytes: Array("a|b|c\nd|e|f\n".utf8), name: "x", options: numbered).log.rows
    #expect(rows == [Row("b", "a"), Row("e", "d")])
  }

  @Test("kinds, sessions, completion and dwell")
  func signals() throws {
    let text = "user,item,event,session,completion,dwell\n1,2,view,s2,0.5,\n1,3,buy,s1,,12\n"
    let log = try DataReader.read(bytes: Array(text.utf8), name: "x.csv").log
    #expect(log.kindNames == ["view", "buy"])
    #expect(log.kinds?.array == [0, 1])
    #expect(log.sessions?.array == [1, 0])
    #expect(log.signals["completion"]?[0] == 0.5)
    #expect(log.signals["completion"]?[1].isNaN == true)
    #expect(log.signals["dwell"]?[1] == 12)
  }
}
