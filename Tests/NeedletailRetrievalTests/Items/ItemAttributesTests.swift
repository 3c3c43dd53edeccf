import NeedletailData
import NeedletailMath
import NeedletailRetrieval
import Testing

@Suite struct ItemAttributesTests {
  private typealias Value = ItemAttributes.Value

  @Test func declaredColumnsAreRead() {
    let table = FeatureTable(
      count: 3,
      columns: [
        ("maker", .categorical(names: ["x", "y"], rows: SharedBuffer([1, -1, 0] as [Int32]))),
        (
          "genres",
          .multiValued(
            names: ["a", "b"], members: CSRMatrix(columns: 2, rows: [[(0, 1), (1, 1)], [], [(1, 1)]]))
        ),
        ("year", .numeric(SharedBuffer([2010, .nan, 1.5] as [Float]))), ("title", .text(["A", "", "C"])),
      ])
    let attributes = ItemAttributes(count: 4, table: table)
    #expect(attributes.count == 4)
    #expect(attributes.names.map(\.name) == ["maker", "genres", "year", "title"])
    #expect(attributes.names.map(\.kind) == [.text, .texts, .number, .text])
    #expect(
      attributes.values(of: 0)
        == ["maker": .text("y"), "genres": .texts(["a", "b"]), "year": .number(2010), "title": .text("A")])
    #expect(attributes.values(of: 1).isEmpty)
    #expect(attributes.values(of: 3).isEmpty)
    #expect(attributes["genres", 2] == .texts(["b"]))
    #expect(attributes["maker", 7] == nil)
    #expect(attributes["other", 0] == nil)
    #expect(ItemAttributes(count: 1, table: table).values(of: 0).count == 4)
    #expect(ItemAttributes(count: 2, table: nil).names.isEmpty)
  }

  @Test func theFirstTypeIsKept() {
    let attributes = ItemAttributes(values: [
      ["a": .number(.nan), "b": .text("")], ["a": .text("x"), "b": .number(1)],
      ["a": .number(2), "b": .text("y")],
      ["a": .texts(["p", "q", "p", ""]), "b": .truth(true)], ["a": .texts([])],
    ])
    #expect(attributes.names.map(\.kind) == [.texts, .number])
    #expect((0..<5).map { attributes["a", $0] } == [nil, .texts(["x"]), nil, .texts(["p", "q"]), nil])
    #expect((0..<5).map { attributes["b", $0] } == [nil, .number(1), nil, nil, nil])
  }

  @Test func limitsMakeValuesUnknown() {
    let long = String(repeating: "x", count: ItemAttributes.textLimit)
    let many = (0..<2_000).map { "\($0)" }
    let wide = Dictionary(uniqueKeysWithValues: (0..<3_000).map { ("n\($0)", Value.truth(true)) })
    let attributes = ItemAttributes(values: [
      ["a": .text(long), "b": .texts(many)], ["a": .text(long + "x"), "b": .texts([long + "x"])], wide,
    ])
    #expect(attributes["a", 0] == .text(long))
    #expect(attributes["a", 1] == nil)
    #expect(attributes["b", 1] == nil)
    #expect(attributes["b", 0] == .texts(Array(many.prefix(ItemAttributes.listLimit))))
    #expect(attributes.names.count == ItemAttributes.attributeLimit)
    #expect(attributes.values(of: 2).count == ItemAttributes.attributeLimit - 2)
  }

  @Test("Any order of changes agrees with a dictionary for each item, and old values stay", arguments: 0..<20)
  func changes(seed: Int) {
    var random = RandomStream(seed: UInt64(seed))
    var attributes = ItemAttributes(count: 0, table: nil)
    var oracle = AttributesOracle()
    var kept: [(ItemAttributes, AttributesOracle)] = []
    for _ in 0..<300 {
      var batch: [(row: Int, values: [String: Value])] = []
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let row = Int.random(in: 0...min(oracle.rows.count + 1, 2_500), using: &random)
        let spread = Int.random(in: 0..<20, using: &random) == 0 ? row + 700 : row
        let values = Self.values(&random)
        batch.append((spread, values))
        oracle.set(spread, values)
      }
      attributes =
        batch.count == 1 ? attributes.setting(batch[0].row, to: batch[0].values) : attributes.setting(batch)
      if Int.random(in: 0..<40, using: &random) == 0 { kept.append((attributes, oracle)) }
    }
    kept.append((attributes, oracle))
    for (attributes, oracle) in kept {
      #expect(attributes.count == oracle.rows.count)
      #expect(Dictionary(uniqueKeysWithValues: attributes.names.map { ($0.name, $0.kind) }) == oracle.kinds)
      for row in 0..<attributes.count { #expect(attributes.values(of: row) == oracle.values(of: row)) }
    }
  }

  @Test("Texts that no item has any more are forgotten, and those that are used stay")
  func oldTexts() {
    var attributes = ItemAttributes(values: [["t": .text("first"), "l": .texts(["p", "q"])]])
    for number in 0..<20_000 {
      attributes = attributes.setting(1 + number % 3, to: ["t": .text("text \(number)")])
    }
    #expect(attributes["t", 0] == .text("first"))
    #expect(attributes["l", 0] == .texts(["p", "q"]))
    #expect(
      (1...3).map { attributes["t", $0] } == [.text("text 19998"), .text("text 19999"), .text("text 19997")])
  }

  @Test func overlapIsTheJaccardIndex() {
    let attributes = ItemAttributes(values: [
      ["g": .texts(["a", "b", "c"]), "m": .text("a")], ["g": .texts(["b", "c", "d"])],
      ["g": .texts(["a", "b", "c"])],
      ["m": .text("a")], [:],
    ])
    let overlap = AttributeOverlap(of: ["g", "m", "none"], in: attributes, for: [0, 1, 2, 3, 4, 9])
    #expect(overlap.similarity(0, 1) == 0.4)
    #expect(overlap.similarity(1, 0) == 0.4)
    #expect(overlap.similarity(0, 2) == 0.75)
    #expect(overlap.similarity(2, 2) == 1)
    #expect(overlap.similarity(0, 3) == 0.25)
    #expect(overlap.similarity(2, 3) == 0)
    #expect(overlap.similarity(4, 4) == 0)
    #expect(overlap.similarity(9, 0) == 0)
    #expect(Set(overlap.categories(of: 0)).count == 4)
    #expect(Set(overlap.categories(of: 0)).isSuperset(of: overlap.categories(of: 2)))
    #expect(overlap.categories(of: 4).isEmpty)
  }

  private static func values(_ random: inout RandomStream) -> [String: Value] {
    var values: [String: Value] = [:]
    for name in ["a", "b", "c", "d", "e"] where Bool.random(using: &random) {
      // Each name has a favourite type, and now and then another.
      let favourite = Int(name.utf8.first! - 97)
      let kind =
        Int.random(in: 0..<8, using: &random) == 0 ? Int.random(in: 0..<6, using: &random) : favourite
      let text = ["x", "y", "z", "", "long"].randomElement(using: &random)!
      switch kind {
      case 0: values[name] = .number([1, 2.5, .nan, -.infinity].randomElement(using: &random)!)
      case 1: values[name] = .truth(.random(using: &random))
      case 2: values[name] = .text(text)
      case 3: values[name] = .texts([text, "w", text])
      case 4: values[name] = .texts(Bool.random(using: &random) ? [] : [text])
      default: values[name] = .text("odd")
      }
    }
    return values
  }
}

/// What is promised of attributes, kept the plain way.
struct AttributesOracle {
  var kinds: [String: ItemAttributes.Kind] = [:]
  var rows: [[String: ItemAttributes.Value]] = []

  mutating func set(_ row: Int, _ values: [String: ItemAttributes.Value]) {
    while rows.count <= row { rows.append([:]) }
    rows[row] = [:]
    for (name, value) in values {
      guard let (kind, kept) = Self.known(value) else { continue }
      let old = kinds[name] ?? kind
      let isText = [old, kind].allSatisfy { $0 == .text || $0 == .texts }
      if isText { kinds[name] = old == .texts || kind == .texts ? .texts : .text } else { kinds[name] = old }
      if isText || old == kind { rows[row][name] = kept }
    }
  }

  func values(of row: Int) -> [String: ItemAttributes.Value] {
    var values = rows[row]
    for (name, value) in values {
      if case .text(let text) = value, kinds[name] == .texts { values[name] = .texts([text]) }
    }
    return values
  }

  private static func known(_ value: ItemAttributes.Value) -> (ItemAttributes.Kind, ItemAttributes.Value)? {
    switch value {
    case .number(let number): return number.isFinite ? (.number, value) : nil
    case .truth: return (.truth, value)
    case .text(let text): return text.isEmpty ? nil : (.text, value)
    case .texts(let texts):
      var kept: [String] = []
      for text in texts where !text.isEmpty && !kept.contains(text) { kept.append(text) }
      return kept.isEmpty ? nil : (.texts, .texts(kept))
    }
  }
}
