public import NeedletailMath

/// The rows that a batch reads from embedding tables, sorted once: which rows there are, and at which positions.
///
/// Tables with the same ids (an embedding of dimension k and a weight of dimension 1) share one value. Its memory
/// is kept from batch to batch: at most 32 bytes a position, and 4 more once the inverse is asked for.
///
/// ```swift
/// let batch = RowBatch()
/// try batch.assign(rows.span, pool: pool)            // examples × fields, row-major
/// try table.gather(batch, into: &inputs, pool: pool)
/// try table.update(batch, gradients: gradients, pool: pool)
/// ```
///
/// Not for use by two threads at a time.
public final class RowBatch {
  /// How many positions the batch has: examples × fields.
  public internal(set) var count = 0
  /// How many different rows there are.
  public internal(set) var uniqueCount = 0
  /// The least and the greatest row; empty for no positions.
  public internal(set) var range: Range<Int> = 0..<0

  /// The rows as they were given.
  var rows = Scratch<Int32>()
  /// The different rows, ascending.
  var unique = Scratch<Int32>()
  /// Where the positions of each different row start in `positions`, and their end.
  var starts = Scratch<Int32>()
  /// Positions by row, ascending within a row.
  var positions = Scratch<Int32>()
  /// For each position the number of its row in `unique`, once asked for.
  private var inverse = Scratch<Int32>()
  private var hasInverse = false
  /// Rows and positions before and after a pass of the sort.
  var keys = Scratch<UInt64>()
  var nextKeys = Scratch<UInt64>()

  /// A batch of no rows.
  public init() {}

  /// The different rows, ascending.
  public var uniqueRows: Span<Int32> {
    @_lifetime(borrow self)
    get {
      let rows = UnsafeBufferPointer(start: unique.base, count: uniqueCount)
      return _overrideLifetime(rows.span, borrowing: self)
    }
  }

  /// How often each different row occurs.
  public func occurrences(_ number: Int) -> Int {
    precondition(number >= 0 && number < uniqueCount, "row \(number) of \(uniqueCount)")
    return Int(starts.base[number + 1] - starts.base[number])
  }

  /// Calls the closure with, for each position, the number of its row among `uniqueRows`: the index by which a
  /// graph gathers from rows that were gathered once each.
  ///
  /// - Complexity: O(positions) at the first call for a batch.
  public func withInverse<Result>(
    pool: WorkerPool, _ body: (Span<Int32>) throws -> Result
  ) rethrows -> Result {
    if !hasInverse { invert(&inverse, pool) }
    hasInverse = true
    let numbers = UnsafeBufferPointer(start: inverse.base, count: count)
    return try body(numbers.span)
  }

  /// Takes the rows of a batch.
  ///
  /// - Parameters:
  ///   - rows: row numbers, 0 or more, at most 2³¹ − 1 of them; any shape, flattened.
  ///   - pool: the threads that sort; the result does not depend on their number.
  /// - Throws: `EmbeddingError` with code `row` for a negative row; the batch is then empty.
  /// - Complexity: O(positions) passes of a radix sort, two for tables of up to four million rows.
  public func assign(_ rows: Span<Int32>, pool: WorkerPool) throws(EmbeddingError) {
    precondition(rows.count <= Int(Int32.max), "a batch of \(rows.count) positions")
    (count, uniqueCount, range, hasInverse) = (0, 0, 0..<0, false)
    guard rows.count > 0 else { return }
    self.rows.reserve(rows.count)
    rows.withUnsafeBufferPointer { self.rows.base.update(from: $0.baseAddress!, count: $0.count) }
    try sort(rows.count, pool)
  }
}

/// Memory for numbers that is kept between uses and never shrinks; what it holds is not initialised.
struct Scratch<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private var capacity = 0

  init() { base = UnsafeMutablePointer.allocate(capacity: 0) }

  deinit { base.deallocate() }

  /// Makes room for `count` numbers; the old ones are lost when there is not enough.
  mutating func reserve(_ count: Int) {
    guard count > capacity else { return }
    base.deallocate()
    base = UnsafeMutablePointer.allocate(capacity: count)
    capacity = count
  }
}
