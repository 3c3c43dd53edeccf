import NeedletailMath

/// The fields of examples as models see them: what was learnt of each from the training part, and the rows that its
/// values have in one table of embeddings or weights.
///
/// Each field has ids from 0: **0** pads, **1** stands for what is missing or was not seen in training, values follow
/// from 2. Fields lie one after the other in one table of `rowCount` rows: a value's global row is its field's `offset`
/// plus its id.
///
/// | field | ids from 2 |
/// |---|---|
/// | categorical, user, item | the names of the training part, in the order of ids; those of later windows behind them |
/// | multi-valued | likewise; an example has any number of them |
/// | hashed names, one or many | 2 plus the hash of the name, of so many bits; none is unseen (`HashedNames`) |
/// | numeric in buckets | the quantiles of the training part |
/// | numeric | 2 alone, for a number that is known; the number itself stands beside it |
public struct FieldSpace: Sendable, Equatable {
  /// What a field's values are.
  public enum Values: Sendable, Equatable {
    /// One of some names.
    case categorical(Vocabulary)
    /// Any number of some names.
    case multiValued(Vocabulary)
    /// One or any number of names without a vocabulary.
    case hashed(HashedNames)
    /// A number, transformed.
    case numeric(NumberScale)
    /// The interval that a number falls into, by the upper bounds of all but the last.
    case bucketed(bounds: [Float])
  }

  /// One field.
  public struct Field: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Whether it is the id of the user or of the item.
    public let isID: Bool
    /// Whose attribute it is; nil for what belongs to the moment.
    public let owner: FeatureSchema.Owner?
    /// What its values are.
    public let values: Values
    /// The numbers of its names, when it grew; nil where names are numbered in their order.
    public let numbering: FieldNumbering?
    /// The global row of its id 0.
    public fileprivate(set) var offset = 0

    /// A field, not yet placed.
    package init(
      name: String, isID: Bool, owner: FeatureSchema.Owner?, values: Values, numbering: FieldNumbering? = nil
    ) {
      self.name = name
      self.isID = isID
      self.owner = owner
      self.values = values
      self.numbering = numbering
    }

    /// The number of its ids, 0 and 1 included.
    public var count: Int {
      switch values {
      case .categorical(let names), .multiValued(let names): 2 + (numbering?.count ?? names.count)
      case .hashed(let names): 2 + names.count
      case .numeric: 3
      case .bucketed(let bounds): 2 + bounds.count + 1
      }
    }

    /// The global row of what is missing or unseen.
    public var missingRow: Int32 { Int32(offset + FieldSpace.missing) }

    /// Whether it has any number of values an example.
    public var isMultiValued: Bool {
      switch values {
      case .multiValued: true
      case .hashed(let names): names.isMultiValued
      case .categorical, .numeric, .bucketed: false
      }
    }

    /// Whether it has a number beside its id.
    public var isNumeric: Bool { if case .numeric = values { true } else { false } }
  }

  /// The id that pads.
  public static let padding = 0
  /// The id of what is missing, or was not seen in training.
  public static let missing = 1
  /// The id of the first value.
  public static let firstValue = 2

  /// The fields in the order of their declaration.
  public let fields: [Field]
  /// The rows of all fields together, of the whole space also in a part of it.
  public let rowCount: Int
  /// The number of classes of the labels: 2 for clicks.
  public let classCount: Int
  /// The fields with one value an example, as indices of `fields`; the columns of `ExampleTable.rows`.
  public let single: [Int]
  /// The multi-valued fields, as indices of `fields`; the bags of an `ExampleTable`.
  public let multiValued: [Int]
  /// The fields with a number beside their id, as indices of `fields`; the columns of `ExampleTable.numbers`.
  public let numeric: [Int]
  /// A hash of fields, values and places that is the same in every process.
  public let fingerprint: UInt64

  /// The largest table of rows: they are 32-bit numbers.
  static let largestRowCount = Int(Int32.max)

  /// A space of fields, placed one after the other.
  ///
  /// - Throws: `DataError` when two fields have one name or there are more than 2³¹ rows.
  package init(fields: [Field], classCount: Int = 2) throws {
    var placed: [Field] = []
    var offset = 0
    for var field in fields {
      guard !placed.contains(where: { $0.name == field.name }) else {
        throw DataError("two fields are named '\(field.name)'")
      }
      field.offset = offset
      offset += field.count
      placed.append(field)
    }
    guard offset <= Self.largestRowCount else {
      throw DataError(
        "the fields have \(offset) values, more than \(Self.largestRowCount); give rare ones a minimum=, or a field fewer bits of hash="
      )
    }
    self.init(placed: placed, rowCount: offset, classCount: classCount)
  }

  private init(placed: [Field], rowCount: Int, classCount: Int) {
    fields = placed
    self.rowCount = rowCount
    self.classCount = classCount
    single = placed.indices.filter { !placed[$0].isMultiValued }
    multiValued = placed.indices.filter { placed[$0].isMultiValued }
    numeric = placed.indices.filter { placed[$0].isNumeric }
    var hash = FieldHash()
    hash.combine(rowCount)
    hash.combine(classCount)
    for field in placed { hash.combine(field) }
    fingerprint = hash.value
  }

  /// The fields of an owner alone, with their places in the whole space.
  public func part(of owner: FeatureSchema.Owner?) -> FieldSpace {
    FieldSpace(placed: fields.filter { $0.owner == owner }, rowCount: rowCount, classCount: classCount)
  }

  /// The index of a field by its name, or nil.
  public func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }

  /// The field that holds the external ids of an owner, or nil.
  public func id(of owner: FeatureSchema.Owner) -> Field? { fields.first { $0.isID && $0.owner == owner } }

  /// Spaces are the same when their fields and places are.
  public static func == (left: Self, right: Self) -> Bool {
    left.fingerprint == right.fingerprint && left.fields == right.fields && left.rowCount == right.rowCount
      && left.classCount == right.classCount
  }
}

/// How the numbers of a field are transformed, as learnt from the training part.
public enum NumberScale: Sendable, Hashable {
  /// They are kept.
  case none
  /// log(1 + x); numbers of -1 or less are missing.
  case log
  /// Less a mean, over a standard deviation; a deviation of 0 gives 0.
  case standard(mean: Float, deviation: Float)
}

/// FNV-1a over 64-bit words, mixed: the same in every process, unlike `Hasher`.
private struct FieldHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func combine(_ number: Int) {
    value = (value ^ UInt64(bitPattern: Int64(number))) &* 0x0000_0100_0000_01B3
    value ^= value >> 29
  }

  mutating func combine(_ text: String) {
    combine(text.utf8.count)
    for byte in text.utf8 { combine(Int(byte)) }
  }

  mutating func combine(_ number: Float) { combine(Int(number.bitPattern)) }

  mutating func combine(_ field: FieldSpace.Field) {
    combine(field.name)
    combine(field.isID ? 1 : 0)
    combine(field.owner?.rawValue ?? "")
    combine(field.offset)
    switch field.values {
    case .categorical(let names), .multiValued(let names):
      combine(field.isMultiValued ? 2 : 1)
      combine(names)
      if let numbering = field.numbering {
        combine(numbering.count)
        for number in numbering.numbers.array { combine(Int(number)) }
      }
    case .hashed(let names):
      combine(names.isMultiValued ? 6 : 5)
      combine(names.bits)
    case .numeric(let scale):
      combine(3)
      switch scale {
      case .none: combine(0)
      case .log: combine(1)
      case .standard(let mean, let deviation):
        combine(2)
        combine(mean)
        combine(deviation)
      }
    case .bucketed(let bounds):
      combine(4)
      for bound in bounds { combine(bound) }
    }
  }

  mutating func combine(_ names: Vocabulary) {
    combine(names.count)
    switch names.storage {
    case .integers(let ids): ids.withUnsafeBufferPointer { for id in $0 { combine(Int(id)) } }
    case .strings(let offsets, let bytes):
      offsets.withUnsafeBufferPointer { for offset in $0 { combine(Int(offset)) } }
      bytes.withUnsafeBufferPointer { for byte in $0 { combine(Int(byte)) } }
    }
  }
}
