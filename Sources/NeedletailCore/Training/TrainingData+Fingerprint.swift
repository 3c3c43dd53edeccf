import NeedletailData
import NeedletailMath

extension TrainingData {
  /// A SHA-256 digest of the interactions in their order, the vocabularies and the weights, in hexadecimal: two
  /// runs with the same fingerprint learnt from the same data.
  ///
  /// - Complexity: O(interactions), about 1 GB/s.
  public var fingerprint: String {
    var digest = SHA256()
    for vocabulary in [log.users, log.items] {
      switch vocabulary.storage {
      case .integers(let ids): digest.update(labelled: "integers", ids)
      case .strings(let offsets, let bytes):
        digest.update(labelled: "offsets", offsets)
        digest.update(labelled: "bytes", bytes)
      }
    }
    digest.update(labelled: "users", log.userRows)
    digest.update(labelled: "items", log.itemRows)
    if let values = log.values { digest.update(labelled: "values", values) }
    if let times = log.times { digest.update(labelled: "times \(log.clock.rawValue)", times) }
    if let kinds = log.kinds { digest.update(labelled: "kinds", kinds) }
    if let sessions = log.sessions { digest.update(labelled: "sessions", sessions) }
    for (name, signal) in log.signals.sorted(by: { $0.key < $1.key }) {
      digest.update(labelled: "signal \(name)", signal)
    }
    if let weights = matrix.values { digest.update(labelled: "weights", weights) }
    return digest.hexadecimal()
  }
}

extension SHA256 {
  /// Takes a named column in, its length first, so that no two sequences of columns look alike.
  fileprivate mutating func update<Element>(labelled label: String, _ column: SharedBuffer<Element>) {
    update("\(label) \(column.count)\n".utf8)
    column.withUnsafeBufferPointer { update(UnsafeRawBufferPointer($0)) }
  }
}
