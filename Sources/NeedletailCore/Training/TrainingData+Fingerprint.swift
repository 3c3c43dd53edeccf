public import NeedletailData
import NeedletailMath

extension TrainingData {
  /// A SHA-256 digest of the interactions in their order, the vocabularies and the weights, in hexadecimal: two
  /// runs with the same fingerprint learnt from the same data.
  ///
  /// - Complexity: O(interactions), about 1 GB/s.
  public var fingerprint: String {
    var digest = SHA256()
    digest.update(log)
    if let weights = matrix.values { digest.update(labelled: "weights", weights) }
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

extension SHA256 {
  /// Takes all columns of a log in.
  fileprivate mutating func update(_ log: InteractionLog) {
    for vocabulary in [log.users, log.items] {
      switch vocabulary.storage {
      case .integers(let ids): update(labelled: "integers", ids)
      case .strings(let offsets, let bytes):
        update(labelled: "offsets", offsets)
        update(labelled: "bytes", bytes)
      }
    }
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
