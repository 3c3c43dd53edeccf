public import NeedletailMath

/// How a source is read.
public struct ReadOptions: Sendable {
  /// What happens to a row that cannot be read.
  public enum ErrorPolicy: String, Sendable, CaseIterable {
    /// The first one ends the reading with its error.
    case stop
    /// It is left out, counted, and the first few are kept with their reasons.
    case skip
  }

  /// What the numbers of a time column count.
  public enum TimeUnit: String, Sendable, CaseIterable {
    /// Decided by the size of the first thousand: numbers below ten million are ranks, not moments.
    case automatic
    /// Seconds since 1970.
    case seconds
    /// Milliseconds since 1970.
    case milliseconds
    /// Microseconds since 1970.
    case microseconds
    /// Nanoseconds since 1970.
    case nanoseconds
    /// A rank within each user's history.
    case order
  }

  /// The format; nil to guess it from the content.
  public var format: DataFormat?
  /// Which columns hold what; nil to take them from the header or from the usual order.
  public var columns: ColumnMapping?
  /// What happens to bad rows.
  public var onError: ErrorPolicy
  /// What times count.
  public var timeUnit: TimeUnit
  /// What separates fields, "," or "::" or "\t" or " " (any blanks); nil to detect it.
  public var delimiter: String?
  /// The threads that parse.
  public var pool: WorkerPool
  /// Stops the reading between blocks of a few megabytes.
  public var cancellation: Cancellation?
  /// Told after each block how many bytes of the file were taken, and of how many when that is known. Called
  /// from any thread of the pool, one call at a time.
  public var progress: (@Sendable (_ taken: Int, _ total: Int?) -> Void)?

  /// The usual way: everything is detected and the first bad row is an error.
  public init(
    format: DataFormat? = nil, columns: ColumnMapping? = nil, onError: ErrorPolicy = .stop,
    timeUnit: TimeUnit = .automatic, delimiter: String? = nil, pool: WorkerPool = WorkerPool(),
    cancellation: Cancellation? = nil, progress: (@Sendable (_ taken: Int, _ total: Int?) -> Void)? = nil
  ) {
    self.format = format
    self.columns = columns
    self.onError = onError
    self.timeUnit = timeUnit
    self.delimiter = delimiter
    self.pool = pool
    self.cancellation = cancellation
    self.progress = progress
  }
}
