import CZlib
import FoundationEssentials
import Glibc
import NeedletailMath

/// Writes the files of a columnar folder and keeps the list of them for the manifest.
struct ColumnarWriter {
  private let folder: String
  private var files: [String: ColumnarManifest.File] = [:]

  init(folder: String) { self.folder = folder }

  /// Writes all columns, and the manifest last.
  mutating func write(_ data: DataSet) throws {
    let log = data.log
    try write(log.users, "users")
    try write(log.items, "items")
    try write(log.userRows, "interactions.user")
    try write(log.itemRows, "interactions.item")
    if let values = log.values { try write(values, "interactions.value") }
    if let times = log.times { try write(times, "interactions.time") }
    if let kinds = log.kinds { try write(kinds, "interactions.kind") }
    if let sessions = log.sessions { try write(sessions, "interactions.session") }
    let signals = log.signals.sorted { $0.key < $1.key }
    for (number, signal) in signals.enumerated() {
      try write(signal.value, "interactions.signal-\(number)")
    }
    let manifest = ColumnarManifest(
      source: data.source, sourceFormat: data.format, interactions: log.count, users: log.users.count,
      items: log.items.count, clock: log.clock, kindNames: log.kindNames, signals: signals.map(\.key),
      given: try data.given.map { try write($0) },
      userFeatures: try data.userFeatures.map { try write($0, "users") },
      itemFeatures: try data.itemFeatures.map { try write($0, "items") }, files: files)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let text = try encoder.encode(manifest)
    try Array(text).withUnsafeBytes { _ = try store($0, ColumnarFolder.manifestName) }
  }

  private mutating func write(_ vocabulary: Vocabulary, _ name: String) throws {
    switch vocabulary.storage {
    case .integers(let ids): try write(ids, "\(name).ids")
    case .strings(let offsets, let bytes):
      try write(offsets, "\(name).offsets")
      try write(bytes, "\(name).bytes")
    }
  }

  private mutating func write(_ given: GivenDivision) throws -> ColumnarManifest.Given {
    try write(given.parts, "given.parts")
    if let negatives = given.negatives {
      let lists = negatives.sorted { $0.key < $1.key }
      try write(SharedBuffer(lists.map(\.key.rawValue)), "given.negative-users")
      let offsets = lists.reduce(into: [Int64(0)]) { $0.append($0.last! + Int64($1.value.count)) }
      try write(SharedBuffer(offsets), "given.negative-offsets")
      try write(SharedBuffer(lists.flatMap { $0.value.map(\.rawValue) }), "given.negative-items")
    }
    return ColumnarManifest.Given(folds: given.folds, negativeUsers: given.negatives?.count)
  }

  private mutating func write(
    _ table: FeatureTable, _ side: String
  ) throws -> [ColumnarManifest.Feature] {
    var features: [ColumnarManifest.Feature] = []
    for (number, (name, column)) in table.columns.enumerated() {
      let file = "\(side).feature-\(number)"
      switch column {
      case .categorical(let names, let rows):
        features.append(.init(name: name, kind: .categorical))
        try write(strings: names, "\(file).names")
        try write(rows, "\(file).rows")
      case .multiValued(let names, let members):
        features.append(.init(name: name, kind: .multiValued))
        try write(strings: names, "\(file).names")
        try write(members.rowOffsets, "\(file).offsets")
        try write(members.columnIndices, "\(file).members")
        if let values = members.values { try write(values, "\(file).values") }
      case .numeric(let values):
        features.append(.init(name: name, kind: .numeric))
        try write(values, "\(file).values")
      case .text(let texts):
        features.append(.init(name: name, kind: .text))
        try write(strings: texts, "\(file).texts")
      }
    }
    return features
  }

  private mutating func write(strings: [String], _ name: String) throws {
    var bytes: [UInt8] = []
    var offsets: [Int64] = [0]
    for string in strings {
      bytes.append(contentsOf: string.utf8)
      offsets.append(Int64(bytes.count))
    }
    try write(SharedBuffer(offsets), "\(name)-offsets")
    try write(SharedBuffer(bytes), "\(name)-bytes")
  }

  private mutating func write<T: ColumnElement>(_ column: SharedBuffer<T>, _ name: String) throws {
    let checksum = try column.withUnsafeBufferPointer { try store(UnsafeRawBufferPointer($0), name) }
    files[name] = .init(type: T.type, count: column.count, crc32: checksum)
  }

  /// Writes and syncs one file.
  ///
  /// - Returns: the checksum of its bytes.
  private func store(_ bytes: UnsafeRawBufferPointer, _ name: String) throws -> UInt32 {
    let path = "\(folder)/\(name)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw DataError(file: path, ColumnarFolder.reason("create the file")) }
    defer { close(descriptor) }
    var checksum: UInt32 = 0
    var written = 0
    while written < bytes.count {
      let part = UnsafeRawBufferPointer(rebasing: bytes[written..<min(written + 1 << 22, bytes.count)])
      let count = Glibc.write(descriptor, part.baseAddress, part.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw DataError(file: path, ColumnarFolder.reason("write the file")) }
      checksum = Checksum.extend(checksum, UnsafeRawBufferPointer(rebasing: part[..<count]))
      written += count
    }
    guard fsync(descriptor) == 0 else { throw DataError(file: path, ColumnarFolder.reason("sync the file")) }
    return checksum
  }
}

/// The CRC-32 of gzip.
enum Checksum {
  static func extend(_ checksum: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(crc32_z(uLong(checksum), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
  }
}
