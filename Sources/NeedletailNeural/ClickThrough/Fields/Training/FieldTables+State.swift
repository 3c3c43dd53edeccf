import NeedletailTensor

extension FieldTables {
  /// All rows with what their rules keep, by table and part.
  var state: [(name: String, tensor: HostTensor)] { [weights, crosses, vectors].checkpointState }

  /// Goes on from what `state` gave.
  ///
  /// - Throws: `EmbeddingError` when a part is absent or of another shape.
  func restore(_ state: [String: HostTensor]) throws {
    try [weights, crosses, vectors].restore(checkpointState: state)
  }
}

extension [EmbeddingTable?] {
  /// The state of all tables that there are, under "table.part".
  var checkpointState: [(name: String, tensor: HostTensor)] {
    compactMap(\.self).flatMap { table in
      table.state.map { ("\(table.name).\($0.name)", $0.tensor) }
    }
  }

  /// Goes on from what `checkpointState` gave.
  ///
  /// - Throws: `EmbeddingError` when a part is absent or of another shape.
  func restore(checkpointState state: [String: HostTensor]) throws {
    for case let table? in self {
      let prefix = "\(table.name)."
      try table.restore(
        Dictionary(
          uniqueKeysWithValues: state.filter { $0.key.hasPrefix(prefix) }.map {
            (String($0.key.dropFirst(prefix.count)), $0.value)
          }))
    }
  }
}
