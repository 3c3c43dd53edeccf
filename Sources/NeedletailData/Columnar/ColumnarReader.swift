import NeedletailMath

/// Puts the files of a columnar folder together to a data set.
struct ColumnarReader {
  private let files: ColumnarFiles
  private let manifest: ColumnarManifest
  private let verify: Bool

  /// Up to this many numbers are checked when a folder is opened; more only by `verify`.
  private static let checkLimit = 1 << 20

  init(_ files: ColumnarFiles, verify: Bool) throws {
    self.files = files
    self.verify = verify
    manifest = try files.manifest()
  }

  /// The whole data set.
  func dataSet() throws -> DataSet {
    let counts = [manifest.interactions, manifest.users, manifest.items]
    guard counts.allSatisfy({ $0 >= 0 }), max(manifest.users, manifest.items) < Int32.max else {
      throw damaged("expected counts within bounds, found \(counts)")
    }
    var log = InteractionLog(
      users: try vocabulary("users", count: manifest.users),
      items: try vocabulary("items", count: manifest.items),
      userRows: try rows("interactions.user", count: manifest.interactions, of: manifest.users),
      itemRows: try rows("interactions.item", count: manifest.interactions, of: manifest.items),
      clock: manifest.clock)
    try addColumns(to: &log)
    var data = DataSet(source: files.name, format: DataFormat.columnar.rawValue, log: log)
    data.given = try manifest.given.map { try given($0) }
    data.userFeatures = try manifest.userFeatures.map { try table($0, "users", count: manifest.users) }
    data.itemFeatures = try manifest.itemFeatures.map { try table($0, "items", count: manifest.items) }
    return data
  }

  private func addColumns(to log: inout InteractionLog) throws {
    let count = manifest.interactions
    log.values = try optional("interactions.value", count: count)
    log.times = try optional("interactions.time", count: count)
    log.sessions = try optional("interactions.session", count: count)
    log.kinds = try optional("interactions.kind", count: count)
    log.kindNames = manifest.kindNames
    if let kinds = log.kinds {
      try check(kinds, "interactions.kind") { $0 < manifest.kindNames.count }
    }
    if let sessions = log.sessions { try check(sessions, "interactions.session") { $0 >= 0 } }
    guard Set(manifest.signals).count == manifest.signals.count else {
      throw damaged("two signals have the same name")
    }
    for (number, signal) in manifest.signals.enumerated() {
      log.signals[signal] = try column("interactions.signal-\(number)", count: count)
    }
  }

  private func vocabulary(_ name: String, count: Int) throws -> Vocabulary {
    if manifest.files["\(name).ids"] != nil {
      let ids: SharedBuffer<Int64> = try column("\(name).ids", count: count)
      try checkAscending(ids, "\(name).ids", strictly: true)
      return Vocabulary(trusting: .integers(ids))
    }
    let (offsets, bytes) = try strings("\(name).", count: count)
    let vocabulary = Vocabulary(trusting: .strings(offsets: offsets, bytes: bytes))
    if verify || count <= Self.checkLimit {
      let isOrdered = (1..<max(1, count)).allSatisfy {
        ExternalID.precedes(vocabulary.id($0 - 1), vocabulary.id($0))
      }
      guard isOrdered else { throw DataError(file: files.path("\(name).bytes"), "the ids are not in order") }
    }
    return vocabulary
  }

  private func strings(
    _ name: String, count: Int?
  ) throws -> (offsets: SharedBuffer<Int64>, bytes: SharedBuffer<UInt8>) {
    let offsets: SharedBuffer<Int64> = try column("\(name)offsets", count: count.map { $0 + 1 })
    let bytes: SharedBuffer<UInt8> = try column("\(name)bytes")
    guard offsets.count > 0, offsets[0] == 0, offsets[offsets.count - 1] == Int64(bytes.count) else {
      throw DataError(file: files.path("\(name)offsets"), "the offsets do not span the \(bytes.count) bytes")
    }
    try checkAscending(offsets, "\(name)offsets", strictly: false)
    return (offsets, bytes)
  }

  fileprivate func texts(_ name: String, count: Int? = nil) throws -> [String] {
    let (offsets, bytes) = try strings("\(name)-", count: count)
    // Texts become strings one by one, so all offsets are looked at whatever their number.
    try checkAscending(offsets, "\(name)-offsets", strictly: false, always: true)
    return bytes.withUnsafeBufferPointer { bytes in
      (0..<offsets.count - 1).map {
        String(decoding: bytes[Int(offsets[$0])..<Int(offsets[$0 + 1])], as: UTF8.self)
      }
    }
  }

  private func given(_ given: ColumnarManifest.Given) throws -> GivenDivision {
    guard (0...255).contains(given.folds) else { throw damaged("expected at most 255 folds") }
    let parts: SharedBuffer<UInt8> = try column("given.parts", count: manifest.interactions)
    let greatest = given.folds == 0 ? 2 : given.folds
    try check(parts, "given.parts") { $0 <= greatest }
    guard let count = given.negativeUsers else { return GivenDivision(parts: parts, folds: given.folds) }
    guard count >= 0, count <= manifest.users else { throw damaged("expected at most one list a user") }
    let users = try rows("given.negative-users", count: count, of: manifest.users, always: true)
    let offsets: SharedBuffer<Int64> = try column("given.negative-offsets", count: count + 1)
    let items: SharedBuffer<Int32> = try rows(
      "given.negative-items", count: nil, of: manifest.items, always: true)
    try checkAscending(offsets, "given.negative-offsets", strictly: false, always: true)
    guard offsets[0] == 0, offsets[count] == Int64(items.count) else {
      throw DataError(file: files.path("given.negative-offsets"), "the offsets do not span the items")
    }
    var negatives: [UserRow: [ItemRow]] = [:]
    for index in 0..<count {
      negatives[UserRow(rawValue: users[index])] = (Int(offsets[index])..<Int(offsets[index + 1])).map {
        ItemRow(rawValue: items[$0])
      }
    }
    return GivenDivision(parts: parts, folds: given.folds, negatives: negatives)
  }

  private func table(
    _ features: [ColumnarManifest.Feature], _ side: String, count: Int
  ) throws -> FeatureTable {
    let columns = try features.enumerated().map { number, feature in
      (name: feature.name, column: try feature.kind.column(self, "\(side).feature-\(number)", count: count))
    }
    return FeatureTable(count: count, columns: columns)
  }

  private func damaged(_ message: String) -> DataError {
    DataError(file: files.path(ColumnarFolder.manifestName), message)
  }
}

extension ColumnarManifest.Feature.Kind {
  fileprivate func column(_ reader: ColumnarReader, _ file: String, count: Int) throws -> FeatureTable.Column
  {
    switch self {
    case .numeric: return .numeric(try reader.column("\(file).values", count: count))
    case .text: return .text(try reader.texts("\(file).texts", count: count))
    case .categorical:
      let names = try reader.texts("\(file).names")
      let rows: SharedBuffer<Int32> = try reader.column("\(file).rows", count: count)
      try reader.check(rows, "\(file).rows") { $0 >= -1 && $0 < names.count }
      return .categorical(names: names, rows: rows)
    case .multiValued:
      let names = try reader.texts("\(file).names")
      return .multiValued(names: names, members: try reader.matrix(file, rows: count, columns: names.count))
    }
  }
}

extension ColumnarReader {
  fileprivate func matrix(_ file: String, rows count: Int, columns: Int) throws -> CSRMatrix {
    let offsets: SharedBuffer<Int64> = try column("\(file).offsets", count: count + 1)
    let members = try rows("\(file).members", count: nil, of: columns)
    let values: SharedBuffer<Float>? = try optional("\(file).values", count: members.count)
    try checkAscending(offsets, "\(file).offsets", strictly: false)
    guard offsets[0] == 0, offsets[count] == Int64(members.count) else {
      throw DataError(file: files.path("\(file).offsets"), "the offsets do not span the members")
    }
    return CSRMatrix(
      rows: count, columns: columns, rowOffsets: offsets, columnIndices: members, values: values)
  }

  fileprivate func column<T: ColumnElement>(_ name: String, count: Int? = nil) throws -> SharedBuffer<T> {
    try files.column(name, manifest, count: count, verify: verify)
  }

  private func optional<T: ColumnElement>(_ name: String, count: Int) throws -> SharedBuffer<T>? {
    manifest.files[name] == nil ? nil : try column(name, count: count)
  }

  /// A column of row numbers below a bound.
  private func rows(
    _ name: String, count: Int?, of bound: Int, always: Bool = false
  ) throws -> SharedBuffer<Int32> {
    let rows: SharedBuffer<Int32> = try column(name, count: count)
    try check(rows, name, always: always) { $0 >= 0 && $0 < bound }
    return rows
  }

  fileprivate func check<T: ColumnElement>(
    _ column: SharedBuffer<T>, _ name: String, always: Bool = false, _ isValid: (T) -> Bool
  ) throws {
    guard always || verify || column.count <= Self.checkLimit else { return }
    let bad = column.withUnsafeBufferPointer { $0.firstIndex { !isValid($0) } }
    if let bad {
      throw DataError(file: files.path(name), "element \(bad) is out of bounds: \(column[bad])")
    }
  }

  private func checkAscending(
    _ column: SharedBuffer<Int64>, _ name: String, strictly: Bool, always: Bool = false
  ) throws {
    guard always || verify || column.count <= Self.checkLimit else { return }
    let ascends = column.withUnsafeBufferPointer { numbers in
      zip(numbers, numbers.dropFirst()).allSatisfy { strictly ? $0 < $1 : $0 <= $1 }
    }
    guard ascends else { throw DataError(file: files.path(name), "the numbers do not ascend") }
  }
}
