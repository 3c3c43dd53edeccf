import NeedletailTensor

extension FieldTask {
  /// The rows of all tables with the state of their optimiser.
  var extraState: [(name: String, tensor: HostTensor)] { tables.state() }

  /// Goes on with rows that were kept.
  mutating func restore(extraState state: [String: HostTensor]) throws { tables = try tables.resuming(state) }
}
