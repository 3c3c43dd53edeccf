import NeedletailMath

extension FieldSpace {
  /// Learns the fields of examples from those that a model may learn from.
  ///
  /// - Parameters:
  ///   - examples: their fields are those of the space, in that order.
  ///   - training: the numbers of the training examples; names, quantiles, means come from them alone.
  /// - Throws: `DataError` when two fields have one name or there are more than 2³¹ rows.
  /// - Complexity: O(training examples × fields), and O(n log n) for n numbers of a field in buckets.
  public init(learning examples: ExampleSet, from training: [Int]) throws {
    try self.init(fields: Self.learn(examples, from: training), classCount: examples.classCount)
  }

  /// The fields of examples, not yet placed.
  package static func learn(_ examples: ExampleSet, from training: [Int]) -> [Field] {
    examples.fields.map { learn($0, training) }
  }

  private static func learn(_ field: ExampleSet.Field, _ training: [Int]) -> Field {
    let declaration = field.declaration
    let owner: FeatureSchema.Owner? =
      switch declaration.type {
      case .user: .user
      case .item: .item
      default: declaration.owner
      }
    let values: Values
    switch field.column {
    case .categorical where declaration.hashBits != nil, .multiValued where declaration.hashBits != nil:
      let isMultiValued = if case .multiValued = field.column { true } else { false }
      values = .hashed(HashedNames(bits: declaration.hashBits ?? 1, isMultiValued: isMultiValued))
    case .categorical(let names, let rows):
      var counts = [Int](repeating: 0, count: names.count)
      rows.withUnsafeBufferPointer { rows in
        for example in training where rows[example] >= 0 { counts[Int(rows[example])] += 1 }
      }
      values = .categorical(Self.frequent(names, counts, declaration.minimumCount))
    case .multiValued(let names, let members):
      var counts = [Int](repeating: 0, count: names.count)
      for example in training {
        for entry in members.range(ofRow: example) { counts[Int(members.columnIndices[entry])] += 1 }
      }
      values = .multiValued(Self.frequent(names, counts, declaration.minimumCount))
    case .numeric(let numbers):
      let known = numbers.withUnsafeBufferPointer { numbers in
        training.lazy.map { numbers[$0] }.filter { !$0.isNaN }
      }
      values = Self.numeric(declaration.type, Array(known))
    }
    return Field(
      name: declaration.name, isID: declaration.type == .user || declaration.type == .item, owner: owner,
      values: values)
  }

  /// The names that are frequent enough.
  private static func frequent(_ names: Vocabulary, _ counts: [Int], _ minimum: Int) -> Vocabulary {
    Vocabulary(counts.indices.filter { counts[$0] >= minimum }.map { names.id($0) })
  }

  private static func numeric(_ type: FeatureSchema.FieldType, _ known: [Float]) -> Values {
    guard case .numeric(let transform) = type else { return .numeric(.none) }
    switch transform {
    case .none: return .numeric(.none)
    case .log: return .numeric(.log)
    case .bucket(let count): return .bucketed(bounds: QuantileBuckets(of: known, count: count).bounds)
    case .standard:
      let count = Double(max(1, known.count))
      let mean = known.reduce(0.0) { $0 + Double($1) } / count
      let squares = known.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      return .numeric(.standard(mean: Float(mean), deviation: Float((squares / count).squareRoot())))
    }
  }
}
