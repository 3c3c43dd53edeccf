public import NeedletailData
import NeedletailMath

extension TrainingData {
  /// A SHA-256 digest of the interactions in their order, the vocabularies, the weights and the attributes, in
  /// hexadecimal: two runs with the same fingerprint learnt from the same data.
  ///
  /// - Complexity: O(interactions + cells of attributes), about 1 GB/s.
  public var fingerprint: String {
    var digest = SHA256()
    digest.update(log)
    if let weights = matrix.values { digest.update(labelled: "weights", weights) }
    if let table = examples?.table { digest.update(table) }
    if let userFeatures { digest.update(userFeatures, of: "users") }
    if let itemFeatures { digest.update(itemFeatures, of: "items") }
    return digest.hexadecimal()
  }
}

extension InteractionLog {
  /// A SHA-256 digest of the interactions in their order and of the vocabularies, in hexadecimal.
  ///
  /// - Complexity: O(interactions), about 1 GB/s.
  public var fingerprint: String {
    var digest = SHA256()
    digest.update(self)
    return digest.hexadecimal()
  }
}

extension ExampleSet {
  /// A SHA-256 digest of labels and fields in their order, in hexadecimal.
  ///
  /// - Complexity: O(examples × fields), about 1 GB/s.
  public var fingerprint: String {
    var digest = SHA256()
    digest.update(labelled: "labels \(classCount)", labels)
    for field in fields {
      digest.update("\(field.name)\n".utf8)
      switch field.column {
      case .categorical(let names, let rows):
        digest.update(names)
        digest.update(labelled: "rows", rows)
      case .multiValued(let names, let members):
        digest.update(names)
        digest.update(members)
      case .numeric(let numbers): digest.update(labelled: "numbers", numbers)
      }
    }
    if let groups { digest.update(labelled: "groups", groups.rows) }
    if let times { digest.update(labelled: "times \(clock.rawValue)", times) }
    if let weights { digest.update(labelled: "weights", weights) }
    return digest.hexadecimal()
  }
}

extension SHA256 {
  /// Takes all columns of encoded examples in.
  fileprivate mutating func update(_ table: ExampleTable) {
    update("space \(table.space.fingerprint)\n".utf8)
    update(labelled: "labels", table.labels)
    update(labelled: "rows", table.rows)
    update(labelled: "numbers", table.numbers)
    for bag in table.bags {
      update(labelled: "offsets", bag.offsets)
      update(labelled: "members", bag.rows)
      if let values = bag.values { update(labelled: "values", values) }
    }
    if let weights = table.weights { update(labelled: "weights", weights) }
  }

  /// Takes all columns of attributes in.
  fileprivate mutating func update(_ table: FeatureTable, of rows: String) {
    func texts(_ label: String, _ values: [String]) {
      update("\(label) \(values.count)\n".utf8)
      for value in values { update("\(value.utf8.count) \(value)\n".utf8) }
    }
    for (name, column) in table.columns {
      update("attribute of \(rows): \(name)\n".utf8)
      switch column {
      case .categorical(let names, let rows):
        texts("names", names)
        update(labelled: "rows", rows)
      case .multiValued(let names, let members):
        texts("names", names)
        update(members)
      case .numeric(let numbers): update(labelled: "numbers", numbers)
      case .text(let values): texts("texts", values)
      }
    }
  }

  /// Takes the values of a multi-valued column in.
  fileprivate mutating func update(_ members: CSRMatrix) {
    update(labelled: "offsets", members.rowOffsets)
    update(labelled: "members", members.columnIndices)
    if let values = members.values { update(labelled: "values", values) }
  }

  /// Takes a vocabulary in.
  fileprivate mutating func update(_ vocabulary: Vocabulary) {
    switch vocabulary.storage {
    case .integers(let ids): update(labelled: "integers", ids)
    case .strings(let offsets, let bytes):
      update(labelled: "offsets", offsets)
      update(labelled: "bytes", bytes)
    }
  }

  /// Takes all columns of a log in.
  fileprivate mutating func update(_ log: InteractionLog) {
    for vocabulary in [log.users, log.items] { update(vocabulary) }
    update(labelled: "users", log.userRows)
    update(labelled: "items", log.itemRows)
    if let values = log.values { update(labelled: "values", values) }
    if let times = log.times { update(labelled: "times \(log.clock.rawValue)", times) }
    if let kinds = log.kinds { update(labelled: "kinds", kinds) }
    if let sessions = log.sessions { update(labelled: "sessions", sessions) }
    for (name, signal) in log.signals.sorted(by: { $0.key < $1.key }) {
      update(labelled: "signal \(name)", signal)
    }
  }

  /// Takes a named column in, its length first, so that no two sequences of columns look alike.
  fileprivate mutating func update<Element>(labelled label: String, _ column: SharedBuffer<Element>) {
    update("\(label) \(column.count)\n".utf8)
    column.withUnsafeBufferPointer { update(UnsafeRawBufferPointer($0)) }
  }
}
