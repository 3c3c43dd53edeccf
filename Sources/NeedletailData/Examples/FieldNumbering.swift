public import NeedletailMath

/// The numbers of a field's names that grew since it was learnt: a name keeps its number for good, so that the row of a
/// table that was trained for it stays its own.
///
/// The names themselves stay a `Vocabulary`, in the order of ids. Numbers of names that were given up are free; later
/// names take them first.
public struct FieldNumbering: Sendable, Equatable {
  /// The number of each name of the vocabulary, from 0.
  public let numbers: SharedBuffer<Int32>
  /// How many numbers were ever given: free ones count.
  public let count: Int

  /// A numbering.
  ///
  /// - Throws: `DataError` unless the numbers are distinct and below `count`.
  package init(_ numbers: SharedBuffer<Int32>, count: Int) throws {
    var isTaken = [Bool](repeating: false, count: count)
    for number in numbers.array {
      guard number >= 0, Int(number) < count, !isTaken[Int(number)] else {
        throw DataError("the numbers of names: expected distinct ones below \(count), found \(number)")
      }
      isTaken[Int(number)] = true
    }
    self.init(trusting: numbers, count: count)
  }

  /// A numbering whose numbers are distinct and below `count`.
  init(trusting numbers: SharedBuffer<Int32>, count: Int) {
    self.numbers = numbers
    self.count = count
  }

  /// The name of each number, as a row of the vocabulary; -1 for a free number.
  var names: [Int32] {
    var names = [Int32](repeating: -1, count: count)
    for (name, number) in numbers.array.enumerated() { names[Int(number)] = Int32(name) }
    return names
  }
}

extension FieldSpace.Field {
  /// The number of a name among the field's values.
  ///
  /// - Parameter name: a row of the field's vocabulary.
  public func number(ofName name: Int) -> Int { numbering.map { Int($0.numbers[name]) } ?? name }

  /// The name of each of the field's values, as a row of its vocabulary; -1 for a value without one. Of a field without
  /// names as many values as it has.
  ///
  /// - Complexity: O(values).
  public var namesByNumber: [Int32] { numbering?.names ?? (0..<Int32(valueCount)).map { $0 } }
}

extension FieldSpace.Field {
  /// The number of its names; 0 for numbers. Free numbers do not count.
  public var nameCount: Int {
    switch values {
    case .categorical(let names), .multiValued(let names): names.count
    case .numeric, .bucketed, .hashed: 0
    }
  }
}
