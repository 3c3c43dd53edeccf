/// The inputs of a softmax loss, in memory that the caller keeps alive and unchanged during the call.
public struct SoftmaxBatch: @unchecked Sendable {
  // Sendable: it is only read.
  /// The queries: `queryCount × dimension`, row-major.
  public let queries: UnsafePointer<Float>
  /// How many queries there are.
  public let queryCount: Int
  /// The items: `itemCount × dimension`, row-major.
  public let items: UnsafePointer<Float>
  /// How many items there are.
  public let itemCount: Int
  /// The length of a query and of an item.
  public let dimension: Int
  /// A number for each item that is added to its inner products; nil for none.
  public let bias: UnsafePointer<Float>?
  /// The item that each query should find, by row; `ignored` for a query that does not count.
  public let targets: UnsafePointer<Int32>

  /// The target of a query that does not count, such as padding: it adds nothing and its gradient is zero.
  public static let ignored: Int32 = -1

  /// Names the inputs.
  ///
  /// - Precondition: no count is negative; there are fewer than 2³¹ queries and items.
  public init(
    queries: UnsafePointer<Float>, queryCount: Int, items: UnsafePointer<Float>, itemCount: Int,
    dimension: Int,
    bias: UnsafePointer<Float>? = nil, targets: UnsafePointer<Int32>
  ) {
    precondition(
      queryCount >= 0 && itemCount >= 0 && dimension >= 0,
      "queries \(queryCount) × \(dimension), items \(itemCount) × \(dimension)")
    precondition(
      queryCount <= Int32.max && itemCount <= Int32.max, "\(queryCount) queries, \(itemCount) items")
    self.queries = queries
    self.queryCount = queryCount
    self.items = items
    self.itemCount = itemCount
    self.dimension = dimension
    self.bias = bias
    self.targets = targets
  }

  /// The same batch with other biases.
  func replacing(bias: UnsafePointer<Float>) -> SoftmaxBatch {
    SoftmaxBatch(
      queries: queries, queryCount: queryCount, items: items, itemCount: itemCount, dimension: dimension,
      bias: bias,
      targets: targets)
  }

  /// The queries that count, ascending.
  ///
  /// - Throws: `LossError.targetOutOfRange` for the first target that is no row of the items.
  func positions() throws(LossError) -> [Int32] {
    var positions: [Int32] = []
    positions.reserveCapacity(queryCount)
    for position in 0..<queryCount where targets[position] != Self.ignored {
      guard targets[position] >= 0, targets[position] < itemCount else {
        throw .targetOutOfRange(position: position, target: Int(targets[position]), items: itemCount)
      }
      positions.append(Int32(position))
    }
    return positions
  }
}

extension UnsafeBufferPointer {
  /// The address of the first element; some address that is never read when there is none.
  var start: UnsafePointer<Element> {
    baseAddress ?? UnsafePointer(bitPattern: MemoryLayout<Element>.alignment)!
  }
}

/// Where a softmax loss writes its gradients; they replace what was there.
public struct SoftmaxGradients: @unchecked Sendable {
  // Sendable: tasks write to rows of their own.
  /// With respect to the queries: `queryCount × dimension`, row-major.
  public let queries: UnsafeMutablePointer<Float>
  /// With respect to the items: `itemCount × dimension`, row-major.
  public let items: UnsafeMutablePointer<Float>
  /// With respect to the bias, `itemCount` numbers; nil when it is not wanted.
  public let bias: UnsafeMutablePointer<Float>?

  /// Names the places.
  public init(
    queries: UnsafeMutablePointer<Float>, items: UnsafeMutablePointer<Float>,
    bias: UnsafeMutablePointer<Float>? = nil
  ) {
    self.queries = queries
    self.items = items
    self.bias = bias
  }
}
