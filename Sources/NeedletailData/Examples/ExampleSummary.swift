import NeedletailMath

/// The figures that tell a person what labelled examples hold.
public struct ExampleSummary: Sendable, Codable, Equatable {
  /// One field.
  public struct Field: Sendable, Codable, Equatable {
    /// Its name.
    public var name: String
    /// What was declared of it: "categorical", "user", "numeric transform=log of=item".
    public var declaration: String
    /// Distinct names; nil for numbers.
    public var names: Int?
    /// Quantiles of numbers; nil for names.
    public var numbers: DataSummary.Quantiles?
    /// The share of examples without a value.
    public var missing: Double
    /// Names an example that has some; nil but for multi-valued fields.
    public var perExample: Double?
  }

  /// All examples.
  public var examples: Int
  /// Those whose label is not 0.
  public var positives: Int
  /// The examples of each class, when there are more than two.
  public var classes: [Int]?
  /// Groups with an example; nil without groups.
  public var groups: Int?
  /// Groups that have both labels, which alone count in `gauc`; nil without groups.
  public var mixedGroups: Int?
  /// The first and last moment in milliseconds since 1970, if there are moments.
  public var times: ClosedRange<Int64>?
  /// The examples of the parts training, test and validation, if the data are divided.
  public var parts: [Int]?
  /// The fields.
  public var fields: [Field]

  /// The figures of examples.
  ///
  /// - Complexity: O(examples × fields), and O(n log n) for n numbers.
  public init(of examples: ExampleSet) {
    self.examples = examples.count
    positives = examples.positives
    classes = examples.classCounts
    if let groups = examples.groups {
      var labels = [UInt8](repeating: 0, count: groups.names.count)
      for example in 0..<examples.count where groups.rows[example] >= 0 {
        labels[Int(groups.rows[example])] |= examples.labels[example] > 0 ? 2 : 1
      }
      self.groups = labels.count { $0 > 0 }
      mixedGroups = labels.count { $0 == 3 }
    }
    if examples.clock == .milliseconds, let times = examples.times?.array, let first = times.min(),
      let last = times.max()
    {
      self.times = first...last
    }
    if let parts = examples.parts {
      var counts = [0, 0, 0]
      parts.withUnsafeBufferPointer { for part in $0 { counts[min(Int(part), 2)] += 1 } }
      self.parts = counts
    }
    let count = examples.count
    fields = examples.fields.map { field in
      let missing = (0..<count).count { field.column.isMissing($0) }
      var result = Field(
        name: field.name,
        declaration: String(
          FeatureSchema(fields: [field.declaration]).description.dropFirst(field.name.count + 2)),
        missing: Double(missing) / Double(max(count, 1)))
      switch field.column {
      case .categorical(let names, _): result.names = names.count
      case .multiValued(let names, let members):
        result.names = names.count
        result.perExample = count == missing ? nil : Double(members.count) / Double(count - missing)
      case .numeric(let numbers):
        result.numbers = DataSummary.Quantiles(numbers.array.filter { !$0.isNaN }.map(Double.init))
      }
      return result
    }
  }
}
