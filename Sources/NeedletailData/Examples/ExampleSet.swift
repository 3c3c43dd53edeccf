public import NeedletailMath

/// Labelled examples as they were read: a label, and the value of each declared field in its own names.
///
/// Nothing was learnt from them yet: `FieldSpace` numbers the names and measures the numbers of those examples that a
/// model may learn from, and makes an `ExampleTable` of any of them.
public struct ExampleSet: Sendable {
  /// The values of one field, one an example.
  public enum Column: Sendable {
    /// One of several names: a row of `names`, -1 where missing.
    case categorical(names: Vocabulary, rows: SharedBuffer<Int32>)
    /// Any number of names, each with a value: a matrix of examples × names.
    case multiValued(names: Vocabulary, members: CSRMatrix)
    /// A number; NaN where missing.
    case numeric(SharedBuffer<Float>)

    /// Whether an example has no value.
    public func isMissing(_ example: Int) -> Bool {
      switch self {
      case .categorical(_, let rows): rows[example] < 0
      case .multiValued(_, let members): members.count(ofRow: example) == 0
      case .numeric(let numbers): numbers[example].isNaN
      }
    }
  }

  /// A declared field with its values.
  public struct Field: Sendable {
    /// What was declared: `user`, `item`, `categorical`, `multiValued` or `numeric`.
    public var declaration: FeatureSchema.Field
    /// The values.
    public var column: Column

    /// The field's name.
    public var name: String { declaration.name }

    /// A field.
    public init(_ declaration: FeatureSchema.Field, _ column: Column) {
      self.declaration = declaration
      self.column = column
    }
  }

  /// Where they came from, as the user named it.
  public var source: String
  /// The format that they were read as.
  public var format: String
  /// 0 or 1; of several classes 0, 1, 2, ….
  public var labels: SharedBuffer<Float>
  /// The number of classes: 2 for clicks.
  public var classCount: Int
  /// The fields in the order of their declaration.
  public var fields: [Field]
  /// The group of each example, as a row of the names: the declared one, else the user; nil without both.
  public var groups: (names: Vocabulary, rows: SharedBuffer<Int32>)?
  /// When each example happened, in the unit of `clock`.
  public var times: SharedBuffer<Int64>?
  /// What `times` means.
  public var clock: InteractionLog.Clock
  /// How much each example counts; nil for one each.
  public var weights: SharedBuffer<Float>?
  /// The part of each example when the source brings its own division: 0 training, 1 test, 2 validation.
  public var parts: SharedBuffer<UInt8>?
  /// Rows that were left out under `--on-error skip`.
  public var skipped: SkippedRows

  /// The number of examples.
  public var count: Int { labels.count }

  /// The number of examples whose label is not 0.
  public var positives: Int { labels.withUnsafeBufferPointer { $0.count { $0 > 0 } } }

  /// The number of examples of each class; nil for two classes.
  public var classCounts: [Int]? {
    guard classCount > 2 else { return nil }
    var counts = [Int](repeating: 0, count: classCount)
    labels.withUnsafeBufferPointer { for label in $0 { counts[Int(label)] += 1 } }
    return counts
  }

  /// Examples from their columns.
  ///
  /// - Precondition: all columns have as many values as there are labels; labels are whole numbers below
  ///   `classCount`.
  public init(
    source: String, format: String, labels: SharedBuffer<Float>, classCount: Int = 2, fields: [Field],
    groups: (names: Vocabulary, rows: SharedBuffer<Int32>)? = nil, times: SharedBuffer<Int64>? = nil,
    clock: InteractionLog.Clock = .milliseconds, weights: SharedBuffer<Float>? = nil,
    parts: SharedBuffer<UInt8>? = nil, skipped: SkippedRows = SkippedRows()
  ) {
    let count = labels.count
    for field in fields {
      let length =
        switch field.column {
        case .categorical(_, let rows): rows.count
        case .multiValued(_, let members): members.rows
        case .numeric(let numbers): numbers.count
        }
      precondition(length == count, "field \(field.name): \(length) values for \(count) labels")
    }
    precondition(groups.map { $0.rows.count == count } ?? true, "groups: wrong length")
    precondition(times.map { $0.count == count } ?? true, "times: wrong length")
    precondition(weights.map { $0.count == count } ?? true, "weights: wrong length")
    precondition(parts.map { $0.count == count } ?? true, "parts: wrong length")
    self.source = source
    self.format = format
    self.labels = labels
    self.classCount = classCount
    self.fields = fields
    self.groups = groups
    self.times = times
    self.clock = clock
    self.weights = weights
    self.parts = parts
    self.skipped = skipped
  }

  /// The field with a name, or nil.
  public subscript(name: String) -> Field? { fields.first { $0.name == name } }

  /// The field of a type, or nil.
  func field(_ type: FeatureSchema.FieldType) -> Field? { fields.first { $0.declaration.type == type } }
}
