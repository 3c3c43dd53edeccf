import NeedletailData
import NeedletailMath
import TestSupport
import Testing

/// More than 100,000 damaged inputs in all: whatever a reader is given, it answers with data or with an error.
@Suite("Damaged inputs never trap and never hang")
struct BadInputTests {
  /// No case may take longer than this; inputs have a few hundred bytes.
  static let longest = Duration.seconds(2)

  static let seeds: [(name: String, text: String)] = [
    (
      "a.csv",
      "user,item,rating,time,event,session,completion,dwell,intent\n1,\"a,\"\"b\",3.5,1260759144,view,s,0.5,,1\n2,7,4,1260759145,buy,t,,3,0.6\n"
    ),
    ("ratings.csv", "userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n1,1029,3.0,1260759179\n"),
    ("ratings.dat", "1::1193::5::978300760\n1::661::3::978302109\n"),
    ("f.dat", "1::1193::5::0::1\n1::661::3::1::2\n"),
    (
      "a.jsonl",
      "{\"user\": \"a\\u00e9\\n\", \"item\": 7, \"rating\": 4.5, \"x\": [1, {\"y\": null}]}\n{\"user\":1,\"item\":\"b\",\"rating\":-1}\n"
    ),
    (
      "a.inter",
      "user_id:token\titem_id:token\trating:float\ttimestamp:float\na\tb\t1\t881250949\nc\td\t2\t881250950\n"
    ),
    ("train.txt", "0 5 6 7\n1 5\n2\n3 9 11\n"),
    ("p.txt", "1 5\n1 4\n2 5\n"),
    ("d.libfm", "# three fields\n1 0:1 451:1 5235:1\n-1 3:1 460:0.5 5236:1 # context\n"),
    ("l.txt", "a;b;2016-05-09\nc;d;2016-05-09 10:00:00\n"),
  ]

  @Test("files of every format", arguments: 0..<10)
  func files(_ number: Int) {
    let seed = Self.seeds[number]
    let bytes = Array(seed.text.utf8)
    let other = Array(Self.seeds[(number + 1) % Self.seeds.count].text.utf8)
    var mutations = Mutations(seed: UInt64(number))
    let pool = WorkerPool(threads: 1)
    for round in 0..<8000 {
      let format = round % 4 == 0 ? DataFormat.allCases[round / 4 % DataFormat.allCases.count] : nil
      let options = ReadOptions(format: format, onError: round % 2 == 0 ? .skip : .stop, pool: pool)
      attempt(seed.name, round) {
        try DataReader.read(
          bytes: mutations.mutate(bytes, splicing: other), name: seed.name, options: options)
      }
    }
  }

  @Test("packed files")
  func packed() {
    var mutations = Mutations(seed: 100)
    let pool = WorkerPool(threads: 1)
    let inputs = Self.seeds.flatMap { seed in
      [Compressed.gzip(Array(seed.text.utf8)), Compressed.zstd(Array(seed.text.utf8))]
    }
    for round in 0..<10_000 {
      let bytes = mutations.mutate(
        inputs[round % inputs.count], splicing: inputs[(round / 3) % inputs.count])
      attempt("packed", round) {
        try DataReader.read(bytes: bytes, name: "x", options: ReadOptions(pool: pool))
      }
    }
  }

  @Test("folders")
  func folders() {
    let header = "user_id:token\titem_id:token\n"
    let folders: [[String: String]] = [
      [
        "x.train.rating": "0\t1\t5\t1\n0\t2\t4\t0\n1\t1\t3\t0\n", "x.test.rating": "0\t3\t4\t978824351\n",
        "x.test.negative": "(0,3)\t4\t3\t9\n(1,2)\t4\t4\n",
      ],
      ["train.tsv": "1\t2\t3\n", "test.tsv": "1\t3\t4\n", "valid.tsv": "2\t3\t4\n"],
      ["ratings.dat": "1::10::5::9\n", "movies.dat": "10::A::X|Y\n", "users.dat": "1::F::1::10::48067\n"],
      ["a.inter": "\(header)u\ti\n", "a.item": "item_id:token\tc:token_seq\tp:float\ni\tx y\t2\n"],
    ]
    var mutations = Mutations(seed: 200)
    let pool = WorkerPool(threads: 1)
    for round in 0..<10_000 {
      var files = folders[round % folders.count].mapValues { Array($0.utf8) }
      let names = files.keys.sorted()
      let name = names[round / 4 % names.count]
      files[name] = mutations.mutate(files[name] ?? [], splicing: files[names[0]] ?? [])
      attempt("folder", round) {
        try DataReader.read(
          files: files, name: "x", options: ReadOptions(onError: round % 2 == 0 ? .skip : .stop, pool: pool))
      }
    }
  }

  @Test("imported folders, their manifests and files")
  func columnar() throws {
    let files = try ColumnarExample.files()
    let names = files.keys.sorted()
    var mutations = Mutations(seed: 300)
    for round in 0..<8000 {
      var damaged = files
      // Every other time the manifest, which has the most to go wrong.
      let name = round % 2 == 0 ? "manifest.json" : names[round / 2 % names.count]
      damaged[name] = mutations.mutate(files[name] ?? [], splicing: files[names[round % names.count]] ?? [])
      attempt("columnar", round) {
        let data = try ColumnarFolder.open(files: damaged, name: "x", verify: round % 8 == 0)
        // What opens can be used.
        _ = data.log.rows
        return data
      }
    }
  }

  @Test("feature tables and schemas")
  func features() {
    let table = Array("id,price,tags,name\n1,2.5,a|b,\"x, y\"\n2,,b,z\n".utf8)
    let schema = Array(
      "id: id\nprice: numeric transform=log\ntags: multi-valued separator=|\nname: text\n".utf8)
    let vocabulary = Vocabulary(["1", "2"])
    var mutations = Mutations(seed: 400)
    for round in 0..<8000 {
      let bytes = round % 2 == 0 ? mutations.mutate(table, splicing: schema) : table
      let text = round % 2 == 0 ? schema : mutations.mutate(schema, splicing: table)
      attempt("features", round) {
        let schema = try round % 4 == 0 ? nil : FeatureSchema(parsing: String(decoding: text, as: UTF8.self))
        return try FeatureTableReader.report(
          bytes: bytes, name: "t.csv", vocabulary: vocabulary, schema: schema)
      }
    }
  }

  @Test("labelled examples and their schemas")
  func examples() {
    let inputs = [
      ("e.csv", ExampleFixture.csv), ("e.libfm", "1 3:1 7:1 # a\n-1 4:1 7:1\n"),
      ("e.libsvm", "0 1:0.5 3:2\n1 2:1\n"),
    ].map { (name: $0, bytes: Array($1.utf8)) }
    let schema = Array(ExampleFixture.schema.utf8)
    var mutations = Mutations(seed: 500)
    for round in 0..<9000 {
      let input = inputs[round % inputs.count]
      let text = round % 4 == 0 ? mutations.mutate(schema, splicing: input.bytes) : schema
      attempt("examples", round) {
        let schema =
          try input.name == "e.csv" ? FeatureSchema(parsing: String(decoding: text, as: UTF8.self)) : nil
        let examples = try ExampleReader.read(
          bytes: mutations.mutate(input.bytes, splicing: schema == nil ? input.bytes : text),
          name: input.name,
          schema: schema,
          options: ReadOptions(onError: round % 2 == 0 ? .skip : .stop, pool: WorkerPool(threads: 1)))
        // What is read can be used.
        let space = try FieldSpace(learning: examples, from: Array(0..<(examples.count + 1) / 2))
        return (try space.encode(examples), ExampleSummary(of: examples))
      }
    }
  }

  /// Runs one case: it must end soon, with a value or an error that is meant for people.
  private func attempt<Result>(_ what: String, _ round: Int, _ body: () throws -> Result) {
    func measured() -> Duration {
      ContinuousClock().measure {
        do { _ = try body() } catch {
          if !(error is DataError) { Issue.record("\(what), case \(round): \(error)") }
        }
      }
    }
    // A busy machine shall not fail the test: what was slow once has a second chance.
    var elapsed = measured()
    if elapsed > Self.longest { elapsed = measured() }
    if elapsed > Self.longest { Issue.record("\(what), case \(round) took \(elapsed)") }
  }
}

/// The files of a small imported folder.
enum ColumnarExample {
  static func files() throws -> [String: [UInt8]] {
    try withTemporaryFolder { folder in
      let path = "\(folder)/imported"
      try ColumnarFolder.write(ColumnarFolderTests.example(), to: path)
      return try readFolder(path)
    }
  }
}
