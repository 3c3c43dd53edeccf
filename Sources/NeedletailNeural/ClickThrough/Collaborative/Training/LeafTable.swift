import NeedletailMath
import NeedletailTensor

/// An embedding table of users and items, and its rows of the present batch as leaves of the graph.
final class LeafTable {
  let table: EmbeddingTable
  private let inputs: HostNumbers
  private let gradients: HostNumbers
  private let device: Device
  /// The leaves of the present batch on a device other than the host, and where their rows begin.
  private var leaves: [(tensor: Tensor, first: Int)] = []

  /// A table with vectors.
  ///
  /// - Parameters:
  ///   - users, items: rows × dimension.
  ///   - positions: the most rows of a batch.
  ///   - device: where gathered rows go; the table stays in the memory of the host.
  init(
    users: Matrix, items: Matrix, name: String, rule: RowOptimizer, l2: Double, positions: Int,
    device: Device, pool: WorkerPool
  ) throws {
    table = try EmbeddingTable(
      .init(name: name, dimension: users.columns, optimizer: rule, l2: Float(l2), initialization: .zeros),
      rows: 1 + users.rows + items.rows, pool: pool)
    try table.assign(from: 1, users)
    try table.assign(from: 1 + users.rows, items)
    self.device = device
    inputs = HostNumbers(count: positions * users.columns)
    gradients = HostNumbers(count: positions * users.columns)
  }

  /// The rows of a batch, whose gradients will be collected.
  ///
  /// - Parameter users: how many positions at the start are users.
  func gather(_ batch: RowBatch, users: Int, pool: WorkerPool) throws -> RowPair {
    let (width, count) = (table.dimension, batch.count * table.dimension)
    var target = UnsafeMutableBufferPointer(rebasing: inputs.memory[..<count]).mutableSpan
    try table.gather(batch, into: &target, pool: pool)
    gradients.memory[..<count].update(repeating: 0)
    leaves = []
    func leaf(_ positions: Range<Int>) -> Tensor {
      let range = positions.lowerBound * width..<positions.upperBound * width
      func share(_ numbers: HostNumbers) -> Tensor {
        Tensor(
          sharing: UnsafeMutableBufferPointer(rebasing: numbers.memory[range]),
          shape: [positions.count, width],
          owner: numbers)
      }
      guard device == .cpu else {
        let leaf = share(inputs).to(device).requiringGradient()
        leaves.append((leaf, range.lowerBound))
        return leaf
      }
      let leaf = share(inputs).requiringGradient()
      // Gradients are added in place to memory that lies as the table's update reads it.
      leaf.gradient = share(gradients)
      return leaf
    }
    return RowPair(users: leaf(0..<users), items: leaf(users..<batch.count), width: width)
  }

  /// Moves the rows of the batch along the gradients that were collected.
  func update(_ batch: RowBatch, factor: Double, pool: WorkerPool) throws {
    let count = batch.count * table.dimension
    for (leaf, first) in leaves {
      try leaf.gradient?.copy(
        to: UnsafeMutableBufferPointer(rebasing: gradients.memory[first..<first + leaf.count]))
    }
    try table.update(
      batch, gradients: UnsafeBufferPointer(rebasing: gradients.memory[..<count]).span, rate: Float(factor),
      pool: pool)
  }

  /// Some rows as they stand.
  func weights(_ rows: Range<Int>, pool: WorkerPool) throws -> Matrix {
    let numbers = rows.map { Int32($0) }
    return Matrix(
      rows: rows.count, columns: table.dimension,
      elements: try SharedBuffer(count: rows.count * table.dimension) { target in
        var target = target.mutableSpan
        try table.gather(rows: numbers.span, into: &target, pool: pool)
      })
  }
}
