/// One attribute of all items.
struct ItemColumn: Sendable {
  typealias Cell = ItemColumnBlock.Cell

  /// The attribute's name.
  let name: String
  /// The type of all its values. Texts become lists when the first list comes, and stay so.
  private(set) var kind: ItemAttributes.Kind
  /// Values, `ItemColumnBlock.rows` of them each; rows behind the last block are unknown.
  private(set) var blocks: [ItemColumnBlock] = []
  /// The texts that blocks of texts and of lists count.
  private(set) var dictionary = TextDictionary()
  /// The size of the dictionary at which texts that no item has any more are looked for.
  private var nextCleaning = 1_024

  init(name: String, kind: ItemAttributes.Kind) {
    self.name = name
    self.kind = kind
  }

  /// The stored value of a row.
  subscript(row: Int) -> Cell {
    let block = row / ItemColumnBlock.rows
    return block < blocks.count ? blocks[block][row % ItemColumnBlock.rows] : .unknown
  }

  /// The value of a row, or nil where nothing is known.
  func value(_ row: Int) -> ItemAttributes.Value? {
    switch self[row] {
    case .unknown: nil
    case .number(let number): .number(number)
    case .truth(let truth): .truth(truth)
    case .text(let code): kind == .texts ? .texts([dictionary.text(code)]) : .text(dictionary.text(code))
    case .list(let codes): .texts(codes.map(dictionary.text))
    }
  }

  /// Changes the value of a row; what does not fit the type makes it unknown.
  mutating func set(_ row: Int, to value: ItemAttributes.Value?) {
    set(row, toCell: value.map { cell(for: $0) } ?? .unknown)
    if dictionary.count >= nextCleaning { clean() }
  }

  /// Changes the stored value of a row.
  mutating func set(_ row: Int, toCell cell: Cell) {
    let (block, place) = row.quotientAndRemainder(dividingBy: ItemColumnBlock.rows)
    if block >= blocks.count {
      guard cell != .unknown else { return }
      blocks += repeatElement(.empty, count: block + 1 - blocks.count)
    } else if cell == .unknown, case .empty = blocks[block] {
      return
    }
    if case .list(let codes) = cell, codes.count > 1 { kind = .texts }
    blocks[block].set(place, to: cell)
  }

  private mutating func cell(for value: ItemAttributes.Value) -> Cell {
    switch (value, kind) {
    case (.number(let number), .number): number.isFinite ? .number(number) : .unknown
    case (.truth(let truth), .truth): .truth(truth)
    case (.text(let text), .text), (.text(let text), .texts):
      ItemAttributes.isUsable(text) ? .text(dictionary.intern(text)) : .unknown
    case (.texts(let texts), .text), (.texts(let texts), .texts): cell(forList: texts)
    default: .unknown
    }
  }

  private mutating func cell(forList texts: [String]) -> Cell {
    var codes: [Int32] = []
    var seen: Set<Int32> = []
    for text in texts.prefix(ItemAttributes.listLimit) where ItemAttributes.isUsable(text) {
      let code = dictionary.intern(text)
      if seen.insert(code).inserted { codes.append(code) }
    }
    guard !codes.isEmpty else { return .unknown }
    kind = .texts
    return .list(codes)
  }

  /// Drops texts that no row has, when they are at least half of all.
  ///
  /// It is asked for when the dictionary has doubled, so that its cost is spread over the texts that were entered.
  private mutating func clean() {
    let texts = dictionary.texts
    defer { nextCleaning = max(1_024, dictionary.count * 2) }
    var isUsed = [Bool](repeating: false, count: texts.count)
    for block in blocks { for code in block.codes { isUsed[Int(code)] = true } }
    guard isUsed.count(where: \.self) * 2 <= texts.count else { return }
    let cleaned = TextDictionary()
    let new = texts.indices.map { isUsed[$0] ? cleaned.intern(texts[$0]) : -1 }
    blocks = blocks.map { $0.renumbered(new) }
    dictionary = cleaned
  }
}
