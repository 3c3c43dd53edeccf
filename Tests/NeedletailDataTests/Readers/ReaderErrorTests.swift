import Glibc
import NeedletailData
import NeedletailMath
import TestSupport
import Testing

@Suite("Errors of readers say where and what")
struct ReaderErrorTests {
  static let cases: [(text: String, error: String)] = [
    ("user,item,rating\n1,2,3\n1,2\n", "x:3: expected 3 fields (user, item, rating) separated by ',', found 2"),
    ("user,item,rating\n1,2,abc\n", "x:2: column rating: expected a finite number, found 'abc'"),
    ("user,item,rating\n1,2,nan\n", "x:2: column rating: expected a finite number, found 'nan'"),
    ("user,item,rating\n1,2,1e999\n", "x:2: column rating: expected a finite number, found '1e999'"),
    ("user,item,rating\n\"1\n\",2,4\n1,,3\n", "x:4: column item: expected an id, found nothing"),
    ("user,item\n1,2\n\"1,2\n", "x:3: a quoted field is not closed"),
    (
      "user,item,time\n1,2,1260759144\n1,2,99999999999999999\n",
      "x:3: column time: expected a time within 64 bits of milliseconds, or a date, found '99999999999999999'"
    ),
    ("a,b,c\n1,2,3\n", "x:1: expected columns for user and item, found 'a', 'b', 'c'; say which with --columns user=…,item=…"),
    ("{\"user\":1,\"item\":2}\n{\"user\":1}\n", "x:2: expected a key 'item', found none"),
    ("", "x: the file is empty"),
    ("user,item\n", "x: expected interactions, found none"),
    ("user,it\u{0}em\n", "x: expected text, found binary data"),
  ]

  @Test("each error", arguments: cases)
  func errors(_ example: (text: String, error: String)) {
    #expect {
      try DataReader.read(bytes: Array(example.text.utf8), name: "x")
    } throws: {
      "\($0)" == example.error
    }
  }

  @Test("bad rows are skipped, counted and explained")
  func skipping() throws {
    let text = "user,item,rating\n1,2,3\nx\n1,3,nan\n2,3,4\n"
    let data = try DataReader.read(
      bytes: Array(text.utf8), name: "x", options: ReadOptions(onError: .skip))
    #expect(data.log.count == 2)
    #expect(data.skipped.count == 2)
    #expect(data.skipped.examples.map(\.line) == [3, 4])
  }

  @Test("absurd times are kept, for the doctor to find")
  func absurdTimes() throws {
    let text = "user,item,time\n1,2,1260759144\n1,3,-5000000000\n1,4,9000000000\n"
    let log = try DataReader.read(bytes: Array(text.utf8), name: "x").log
    #expect(log.times?.array == [1_260_759_144_000, -5_000_000_000_000, 9_000_000_000_000])
  }

  @Test("packed data that end early or are damaged")
  func packed() {
    let text = Array("user,item\n1,2\n".utf8)
    for whole in [Compressed.gzip(text), Compressed.zstd(text)] {
      for count in 5..<whole.count {
        #expect(throws: DataError.self) { try DataReader.read(bytes: Array(whole[..<count]), name: "x") }
      }
    }
    var damaged = Compressed.gzip(text)
    damaged[damaged.count - 9] ^= 1
    #expect(throws: DataError.self) { try DataReader.read(bytes: damaged, name: "x") }
  }

  @Test("files that are missing, folders without data, a folder where a file is wanted")
  func paths() throws {
    try withTemporaryFolder { folder in
      #expect(throws: DataError.self) { try DataReader.read("\(folder)/none.csv") }
      #expect(throws: DataError.self) { try DataReader.read(folder) }
      try writeFile("\(folder)/notes.md", Array("x".utf8))
      #expect(throws: DataError.self) { try DataReader.read(folder) }
      try writeFile("\(folder)/a.csv", Array("user,item\n1,2\n".utf8))
      #expect(try DataReader.read(folder).log.count == 1)
      try writeFile("\(folder)/b.csv", Array("user,item\n1,2\n".utf8))
      #expect(throws: DataError.self) { try DataReader.read(folder) }
    }
  }

  @Test("a file that shrinks while it is read is an error")
  func shrinking() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.csv"
      let line = Array("1,2,3.5,1260759144\n".utf8)
      try writeFile(path, Array("user,item,rating,time\n".utf8) + (0..<600_000).flatMap { _ in line })
      let options = ReadOptions(pool: WorkerPool(threads: 1), progress: { _, _ in truncate(path, 5_000_000) })
      #expect {
        try DataReader.read(path, options: options)
      } throws: {
        "\($0)".contains("the file shrank while it was read")
      }
    }
  }

  @Test("reading stops when it is cancelled")
  func cancelling() {
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: CancelledError.self) {
      try DataReader.read(
        bytes: Array("user,item\n1,2\n".utf8), name: "x", options: ReadOptions(cancellation: cancellation))
    }
  }
}
