import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailNeural
import Testing

@Suite("Linear terms, pairs and vectors of fields")
struct ShallowTermTests {
  private let k = 3

  private func entries(_ count: Int = 40) throws -> (FieldEntries, FieldLayout) {
    let table = try FieldFixture.data(count).examples!.table
    let layout = FieldLayout(
      table.space, crosses: try CrossedFields(parsing: "who*day+tags*day", bits: 10, space: table.space))
    return (FieldEntries(table, 0..<table.count, layout), layout)
  }

  /// Entries of examples whose fields have one name each.
  private func plainEntries(_ count: Int) throws -> FieldEntries {
    let space = try FieldSpace(
      fields: ["a", "b", "c"].map {
        .init(name: $0, isID: false, owner: nil, values: .categorical(Vocabulary(["x", "y", "z"])))
      })
    var builder = ExampleTable.Builder(space, count: count)
    for field in 0..<3 {
      builder.write(single: field) { Int32(space.fields[field].offset + ($0 + field) % 5) }
    }
    let layout = FieldLayout(space, crosses: try CrossedFields(parsing: "a*b", bits: 6, space: space))
    return FieldEntries(builder.finish(), 0..<count, layout)
  }

  private func drawn(_ entries: FieldEntries, _ seed: UInt64 = 5) -> ShallowTerms.Gathered {
    var stream = RandomStream(seed: seed)
    func numbers(_ count: Int) -> HostNumbers {
      HostNumbers((0..<count).map { _ in Float(stream.normal()) * 0.5 })
    }
    return .init(
      weights: numbers(entries.rows.count), crosses: numbers(entries.crossRows.count),
      vectors: numbers(entries.rows.count * k))
  }

  /// Every pair of entries, one after the other, in double precision.
  private func slow(_ entries: FieldEntries, _ g: ShallowTerms.Gathered, _ example: Int) -> Double {
    let fields = entries.fieldCount
    let range = Int(entries.starts[example * fields])..<Int(entries.starts[(example + 1) * fields])
    var sum = range.reduce(0.0) { $0 + Double(g.weights.memory[$1]) * Double(entries.values[$1]) }
    for cross in Int(entries.crossStarts[example])..<Int(entries.crossStarts[example + 1]) {
      sum += Double(g.crosses.memory[cross])
    }
    for a in range {
      for b in a + 1..<range.upperBound {
        let product = (0..<k).reduce(0.0) {
          $0 + Double(g.vectors.memory[a * k + $1]) * Double(g.vectors.memory[b * k + $1])
        }
        sum += product * Double(entries.values[a]) * Double(entries.values[b])
      }
    }
    return sum
  }

  @Test("pairs in linear time are the double loop")
  func pairs() throws {
    let (entries, _) = try entries()
    let gathered = drawn(entries)
    let sums = ShallowTerms.Sums()
    ShallowTerms(dimension: k, hasPairs: true, keepsVectors: false)
      .sum(entries, gathered, into: sums, pool: WorkerPool(threads: 2))
    for example in 0..<entries.count {
      #expect(abs(Double(sums.base.memory[example]) - slow(entries, gathered, example)) < 2e-5)
    }
  }

  @Test("gradients are finite differences", arguments: [false, true])
  func gradients(isPlain: Bool) throws {
    let entries = try isPlain ? plainEntries(6) : entries(6).0
    #expect(entries.isPlain == isPlain)
    let terms = ShallowTerms(dimension: k, hasPairs: true, keepsVectors: true)
    let pool = WorkerPool(threads: 1)
    let gathered = drawn(entries)
    var stream = RandomStream(seed: 9)
    let base = (0..<entries.count).map { _ in Float(stream.normal()) }
    let fields = (0..<entries.count * entries.fieldCount * k).map { _ in Float(stream.normal()) }
    let sums = ShallowTerms.Sums()
    func loss() -> Double {
      terms.sum(entries, gathered, into: sums, pool: pool)
      let vectors = terms.fieldVectors(entries, gathered, sums)
      return zip(sums.base.memory, base).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        + zip(vectors.memory, fields).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    }
    _ = loss()
    let found = ShallowTerms.Gathered()
    base.withUnsafeBufferPointer { base in
      fields.withUnsafeBufferPointer { fields in
        terms.gradients(entries, gathered, sums, base: base, fields: fields, into: found, pool: pool)
      }
    }
    func check(_ part: KeyPath<ShallowTerms.Gathered, HostNumbers>) {
      let step: Float = 1.0 / 64
      let numbers = gathered[keyPath: part].memory
      for place in numbers.indices {
        let middle = numbers[place]
        numbers[place] = middle + step
        let above = loss()
        numbers[place] = middle - step
        let below = loss()
        numbers[place] = middle
        let slope = (above - below) / Double(2 * step)
        #expect(abs(slope - Double(found[keyPath: part].memory[place])) < 2e-3 * max(1, abs(slope)))
      }
    }
    check(\.weights)
    check(\.crosses)
    check(\.vectors)
  }

  @Test("an example has the same bits in any batch and for any number of threads")
  func bits() throws {
    let (whole, layout) = try entries(300)
    let table = try FieldFixture.data(300).examples!.table
    let gathered = drawn(whole)
    let terms = ShallowTerms(dimension: k, hasPairs: true, keepsVectors: true)
    let sums = ShallowTerms.Sums()
    terms.sum(whole, gathered, into: sums, pool: WorkerPool(threads: 2))
    for range in [0..<1, 7..<20, 130..<300] {
      let part = FieldEntries(table, range, layout)
      let first = Int(whole.starts[range.lowerBound * whole.fieldCount])
      let cross = Int(whole.crossStarts[range.lowerBound])
      let own = ShallowTerms.Gathered(
        weights: HostNumbers(Array(gathered.weights.memory[first..<first + part.rows.count])),
        crosses: HostNumbers(Array(gathered.crosses.memory[cross..<cross + part.crossRows.count])),
        vectors: HostNumbers(Array(gathered.vectors.memory[first * k..<(first + part.rows.count) * k])))
      let found = ShallowTerms.Sums()
      terms.sum(part, own, into: found, pool: WorkerPool(threads: 1))
      #expect(found.base.array == Array(sums.base.memory[range]))
    }
  }

  @Test("a cross fires when both values are known and only then")
  func crosses() throws {
    let examples = try FieldFixture.examples(50)
    let space = try FieldSpace(learning: examples, from: Array(0..<50))
    let layout = FieldLayout(space, crosses: try CrossedFields(parsing: "who*day", bits: 20, space: space))
    func row(_ who: String, _ day: String) throws -> [Int32] {
      let text = "click,who,age,ad,brand,tags,day,heat\n0,\(who),,a1,b1,,\(day),0.5\n"
      let set = try ExampleReader.read(
        bytes: Array(text.utf8), name: "e.csv", schema: FeatureSchema(parsing: FieldFixture.schema))
      return FieldEntries(try space.encode(set), 0..<1, layout).crossRows
    }
    #expect(try row("u1", "d1").count == 1)
    #expect(try row("u1", "d1") == row("u1", "d1"))
    #expect(try row("u1", "d1") != row("u1", "d2"))
    #expect(try row("u1", "d1") != row("u2", "d1"))
    #expect(try row("nobody", "d1").isEmpty)
    #expect(try row("u1", "").isEmpty)
    #expect(try row("nobody", "").isEmpty)
  }

  @Test("a cross has one row wherever its fields stand")
  func stability() throws {
    func space(_ names: [String]) throws -> FieldSpace {
      try FieldSpace(
        fields: names.map {
          .init(name: $0, isID: false, owner: nil, values: .categorical(Vocabulary(["x", "y", "\($0)"])))
        })
    }
    func row(_ names: [String]) throws -> Int32 {
      let space = try space(names)
      let crosses = try #require(try CrossedFields(parsing: "a*b", bits: 24, space: space))
      let (a, b) = (space.fields[space.index(of: "a")!], space.fields[space.index(of: "b")!])
      let rows = names.first { $0 == "a" || $0 == "b" } == "a" ? (a, b) : (b, a)
      return crosses.row(
        rows.0.row(of: "x"), rows.1.row(of: "x"), missing: (rows.0.missingRow, rows.1.missingRow))
    }
    #expect(try row(["a", "b"]) == row(["c", "a", "b"]))
    // xxHash64 of the hashes of "a\u{1F}x" and "b\u{1F}x": the same in every process and on every machine.
    #expect(try row(["a", "b"]) == Self.golden)
  }

  private static let golden: Int32 = 427_984

  @Test("crosses of what is no field, of numbers and of a field with itself are refused")
  func refusals() throws {
    let space = try FieldFixture.data(30).examples!.space
    for text in ["who", "who*nothing", "who*age", "who*who", "who*day*ad"] {
      #expect(throws: TrainingError.self) { try CrossedFields(parsing: text, bits: 8, space: space) }
    }
    #expect(try CrossedFields(parsing: "", bits: 8, space: space) == nil)
    #expect(try CrossedFields(parsing: "all", bits: 8, space: space)!.pairs.count == 15)
  }
}
