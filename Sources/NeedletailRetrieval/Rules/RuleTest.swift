/// What a comparison asks of the stored values of one column, made ready so that rows cost little.
struct RuleTest {
  /// Which numbers are wanted.
  private enum Numbers {
    case range(ClosedRange<Double>)
    case outside(Double)
    case among(Set<Double>, isWanted: Bool)
  }

  private let operation: RuleComparison.Operation
  private var numbers = Numbers.among([], isWanted: true)
  /// Whether false, and true, are wanted.
  private var truths = [false, false]
  /// For each text 1 if it is wanted, else 0.
  private var texts: [UInt8] = []
  /// Whether a list must have no wanted text, rather than one.
  private var isLackWanted = false

  /// - Precondition: the comparison fits the column's type.
  init(_ comparison: RuleComparison, over column: ItemColumn) {
    operation = comparison.operation
    guard operation != .known, operation != .unknown else { return }
    let values = comparison.literals.map(\.value)
    switch column.kind {
    case .number: numbers = Self.numbers(operation, values.compactMap(\.number))
    case .truth:
      let named = values.compactMap(\.truth)
      let isWanted = operation != .unequal && operation != .notAmong
      truths = [named.contains(false) == isWanted, named.contains(true) == isWanted]
    case .text, .texts:
      isLackWanted = operation == .unequal || operation == .notAmong
      texts = Self.texts(operation, values.compactMap(\.text), column)
    }
  }

  /// A bit for each row of a block, 16 words.
  func words(of block: ItemColumnBlock) -> [UInt64] {
    let isKnownWanted = operation == .known || operation == .unknown
    switch block {
    case .empty: return [UInt64](repeating: 0, count: ItemColumnBlock.rows / 64)
    case .numbers(let values):
      if isKnownWanted { return Self.words { !values[$0].isNaN } }
      switch numbers {
      // Comparisons with NaN are false, which is what an unknown number must be.
      case .range(let range):
        let (low, high, values) = (range.lowerBound, range.upperBound, values.span)
        return Self.words { values[$0] >= low && values[$0] <= high }
      case .outside(let number): return Self.words { values[$0] < number || values[$0] > number }
      case .among(let set, let isWanted):
        return Self.words { !values[$0].isNaN && set.contains(values[$0]) == isWanted }
      }
    case .truths(let values):
      if isKnownWanted { return Self.words { values[$0] < 2 } }
      return Self.words { values[$0] < 2 && truths[Int(values[$0])] }
    case .texts(let codes):
      if isKnownWanted { return Self.words { codes[$0] >= 0 } }
      return textWords(codes)
    case .lists(let offsets, let codes):
      if isKnownWanted { return Self.words { offsets[$0] < offsets[$0 + 1] } }
      return listWords(offsets, codes)
    }
  }

  private func textWords(_ codes: [Int32]) -> [UInt64] {
    let lack: UInt8 = isLackWanted ? 1 : 0
    return Self.words { codes[$0] >= 0 && texts[Int(codes[$0])] != lack }
  }

  private func listWords(_ offsets: [Int32], _ codes: [Int32]) -> [UInt64] {
    let lack: UInt8 = isLackWanted ? 1 : 0
    let (offsets, codes, texts) = (offsets.span, codes.span, texts.span)
    return Self.words { row in
      let (start, end) = (Int(offsets[row]), Int(offsets[row + 1]))
      // All texts of a row are looked at: lists are short, and leaving early costs more in wrong guesses.
      var found: UInt8 = 0
      for place in start..<end { found |= texts[Int(codes[place])] }
      return start < end && found != lack
    }
  }

  @inline(__always)
  private static func words(_ holds: (Int) -> Bool) -> [UInt64] {
    [UInt64](unsafeUninitializedCapacity: ItemColumnBlock.rows / 64) { words, count in
      for word in 0..<ItemColumnBlock.rows / 64 {
        var bits: UInt64 = 0
        for bit in 0..<64 { bits |= (holds(word * 64 + bit) ? 1 : 0) << UInt64(bit) }
        words.initializeElement(at: word, to: bits)
      }
      count = ItemColumnBlock.rows / 64
    }
  }

  private static func numbers(_ operation: RuleComparison.Operation, _ values: [Double]) -> Numbers {
    guard let value = values.first else { return .among([], isWanted: operation != .notAmong) }
    return switch operation {
    case .equal: .range(value...value)
    case .unequal: .outside(value)
    case .less: .range(-.infinity...value.nextDown)
    case .atMost: .range(-.infinity...value)
    case .greater: .range(value.nextUp ... .infinity)
    case .atLeast: .range(value ... .infinity)
    case .notAmong: .among(Set(values), isWanted: false)
    default: .among(Set(values), isWanted: true)
    }
  }

  /// Which texts of a column are named, or are as asked.
  private static func texts(
    _ operation: RuleComparison.Operation, _ values: [String], _ column: ItemColumn
  ) -> [UInt8] {
    let dictionary = column.dictionary
    switch operation {
    case .contains where column.kind == .texts: fallthrough
    case .equal, .unequal, .among, .notAmong:
      let codes = values.compactMap(dictionary.code)
      var texts = [UInt8](repeating: 0, count: dictionary.count)
      for code in codes where Int(code) < texts.count { texts[Int(code)] = 1 }
      return texts
    default:
      guard let value = values.first else { return [] }
      return dictionary.texts.map { holds($0, operation, value) ? 1 : 0 }
    }
  }

  private static func holds(
    _ text: String, _ operation: RuleComparison.Operation, _ value: String
  ) -> Bool {
    switch operation {
    case .less: text < value
    case .atMost: text <= value
    case .greater: text > value
    case .atLeast: text >= value
    case .startsWith: text.hasPrefix(value)
    default: text.contains(value)
    }
  }
}

extension RuleLiteral.Value {
  fileprivate var number: Double? { if case .number(let number) = self { number } else { nil } }
  fileprivate var truth: Bool? { if case .truth(let truth) = self { truth } else { nil } }
  fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
}
