public import NeedletailMath

/// The two-way map between external ids and dense row numbers.
///
/// Rows are numbered in the order of the ids (`ExternalID.precedes`), so ascending row numbers are the tie
/// order of ranked lists, the numbering does not depend on the order of a file, and looking an id up is a
/// binary search that needs no index: a vocabulary opens from a mapped file at once. Ids that are all integers
/// are kept as 64-bit numbers, others as UTF-8 bytes.
public struct Vocabulary: Sendable, Equatable {
  /// How the ids are kept.
  public enum Storage: Sendable, Equatable {
    /// Ascending integers.
    case integers(SharedBuffer<Int64>)
    /// UTF-8 bytes one after another; id `i` is `bytes[offsets[i]..<offsets[i + 1]]`.
    case strings(offsets: SharedBuffer<Int64>, bytes: SharedBuffer<UInt8>)
  }

  /// How the ids are kept, for writers of files.
  public let storage: Storage

  /// The number of ids.
  public var count: Int {
    switch storage {
    case .integers(let ids): ids.count
    case .strings(let offsets, _): offsets.count - 1
    }
  }

  /// A vocabulary of distinct integers that ascend.
  ///
  /// - Precondition: `ids` ascend strictly.
  public init(ascending ids: SharedBuffer<Int64>) {
    precondition(
      ids.withUnsafeBufferPointer { zip($0, $0.dropFirst()).allSatisfy { $0 < $1 } }, "ids must ascend")
    storage = .integers(ids)
  }

  /// A vocabulary over storage read from a file; the reader has checked its order.
  public init(trusting storage: Storage) { self.storage = storage }

  /// A vocabulary of the given ids; repetitions count once.
  ///
  /// - Complexity: O(n log n).
  public init(_ ids: some Sequence<String>) {
    let distinct = Set(ids.lazy.map { ExactID($0) })
    let integers = distinct.compactMap { ExternalID.integer($0.text) }
    if integers.count == distinct.count {
      storage = .integers(SharedBuffer(integers.sorted()))
      return
    }
    let ordered = distinct.map(\.text).sorted(by: ExternalID.precedes)
    var offsets: [Int64] = [0]
    var bytes: [UInt8] = []
    for id in ordered {
      bytes.append(contentsOf: id.utf8)
      offsets.append(Int64(bytes.count))
    }
    storage = .strings(offsets: SharedBuffer(offsets), bytes: SharedBuffer(bytes))
  }

  /// The external id of a row.
  ///
  /// - Precondition: `0 <= row < count`.
  public func id(_ row: Int) -> String {
    switch storage {
    case .integers(let ids): return String(ids[row])
    case .strings(let offsets, let bytes):
      let range = Int(offsets[row])..<Int(offsets[row + 1])
      return bytes.withUnsafeBufferPointer { String(decoding: $0[range], as: UTF8.self) }
    }
  }

  /// The external id of a user.
  public func id(_ user: UserRow) -> String { id(user.index) }
  /// The external id of an item.
  public func id(_ item: ItemRow) -> String { id(item.index) }

  /// The row of an external id, or nil when the vocabulary does not hold it.
  ///
  /// - Complexity: O(log n).
  public func row(of id: String) -> Int? {
    if case .integers(let ids) = storage {
      guard let integer = ExternalID.integer(id) else { return nil }
      return row(of: integer, in: ids)
    }
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let candidate = self.id(middle)
      // Ids are the same when their bytes are: Swift's == would also take "é" in two spellings for one.
      if candidate.utf8.elementsEqual(id.utf8) { return middle }
      if ExternalID.precedes(candidate, id) { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  private func row(of integer: Int64, in ids: SharedBuffer<Int64>) -> Int? {
    var low = 0
    var high = ids.count
    while low < high {
      let middle = (low + high) / 2
      let candidate = ids[middle]
      if candidate == integer { return middle }
      if candidate < integer { low = middle + 1 } else { high = middle }
    }
    return nil
  }
}
