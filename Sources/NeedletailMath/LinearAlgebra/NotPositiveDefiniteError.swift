/// A symmetric matrix that has no Cholesky factor, to the precision of 32-bit floats.
public struct NotPositiveDefiniteError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The row whose pivot was not positive, counted from 0.
  public let row: Int

  /// Describes the failure at a row.
  public init(row: Int) { self.row = row }

  /// "the matrix is not positive definite (row 17)".
  public var description: String { "the matrix is not positive definite (row \(row))" }
}
