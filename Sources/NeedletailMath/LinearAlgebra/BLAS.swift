import COpenBLAS

/// OpenBLAS on blocks of row-major matrices, always on the calling thread.
///
/// With more than one thread OpenBLAS changes bits from run to run; here it is told once to use one, and
/// parallelism is made of calls on separate blocks. Results depend on the shapes of a call (and on the
/// processor), so callers keep shapes independent of the number of threads.
public enum BLAS {
  /// The kernels in use: "Cooperlake", "Haswell"; `OPENBLAS_CORETYPE` in the environment overrides the choice.
  public static var coreName: String {
    prepare()
    return String(cString: openblas_get_corename())
  }

  /// A block of a row-major matrix.
  public struct Block {
    /// The first element.
    public let base: UnsafeMutablePointer<Float>
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The distance from one row to the next, in elements.
    public let stride: Int

    /// A block whose rows lie `stride` apart; `columns` apart when it is nil.
    public init(_ base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int? = nil) {
      self.base = base
      self.rows = rows
      self.columns = columns
      self.stride = stride ?? columns
    }

    /// The block read across its diagonal, as a factor of a product.
    public var transposed: Factor { Factor(block: self, isTransposed: true) }
    /// The block as it is, as a factor of a product.
    public var plain: Factor { Factor(block: self, isTransposed: false) }
  }

  /// A factor of a product: a block, or its transpose.
  public struct Factor {
    /// The block in memory.
    let block: Block
    /// Whether it is read across its diagonal.
    let isTransposed: Bool

    var rows: Int { isTransposed ? block.columns : block.rows }
    var columns: Int { isTransposed ? block.rows : block.columns }
    var order: CBLAS_TRANSPOSE { isTransposed ? CblasTrans : CblasNoTrans }
  }

  /// c ← scale · a · b + keep · c.
  public static func multiply(
    _ a: Factor, _ b: Factor, scale: Float = 1, into c: Block, keeping keep: Float = 0
  ) {
    prepare()
    precondition(
      a.columns == b.rows && c.rows == a.rows && c.columns == b.columns, "shapes of a product disagree")
    guard c.rows > 0, c.columns > 0 else { return }
    cblas_sgemm(
      CblasRowMajor, a.order, b.order, Int32(c.rows), Int32(c.columns), Int32(a.columns), scale,
      a.block.base, leading(a.block), b.block.base, leading(b.block), keep, c.base, leading(c))
  }

  /// Lower triangle of c ← scale · a · aᵀ + keep · c.
  public static func multiplyByTranspose(
    _ a: Factor, scale: Float = 1, intoLower c: Block, keeping keep: Float = 0
  ) {
    prepare()
    precondition(c.rows == c.columns && c.rows == a.rows, "shapes of a product disagree")
    guard c.rows > 0 else { return }
    cblas_ssyrk(
      CblasRowMajor, CblasLower, a.order, Int32(c.rows), Int32(a.columns), scale, a.block.base,
      leading(a.block), keep, c.base, leading(c))
  }

  /// b ← scale · b · l⁻¹ for a lower triangle l, or b · l⁻ᵀ when transposed.
  public static func solve(_ b: Block, byLower l: Block, transposed: Bool, scale: Float = 1) {
    prepare()
    precondition(l.rows == l.columns && b.columns == l.rows, "shapes of a triangular system disagree")
    guard b.rows > 0, b.columns > 0 else { return }
    cblas_strsm(
      CblasRowMajor, CblasRight, CblasLower, transposed ? CblasTrans : CblasNoTrans, CblasNonUnit,
      Int32(b.rows), Int32(b.columns), scale, l.base, leading(l), b.base, leading(b))
  }

  /// Replaces the lower triangle by its Cholesky factor; the strict upper triangle is left alone.
  ///
  /// - Returns: nil, or the number of the first row whose pivot is not positive.
  public static func factorise(lower a: Block) -> Int? {
    prepare()
    precondition(a.rows == a.columns, "a triangle of \(a.rows) × \(a.columns)")
    // LAPACK sees the transposed matrix: its upper triangle is our lower one.
    var n = Int32(a.rows)
    var stride = leading(a)
    var info: Int32 = 0
    spotrf_("U", &n, a.base, &stride, &info)
    return info == 0 ? nil : Int(info) - 1
  }

  /// Replaces a lower triangle with non-zero diagonal by its inverse.
  public static func invert(lower a: Block) {
    prepare()
    precondition(a.rows == a.columns, "a triangle of \(a.rows) × \(a.columns)")
    var n = Int32(a.rows)
    var stride = leading(a)
    var info: Int32 = 0
    strtri_("U", "N", &n, a.base, &stride, &info)
  }

  /// Replaces the lower triangle of a matrix by that of its inverse, given its Cholesky factor there.
  public static func invert(factored a: Block) {
    prepare()
    precondition(a.rows == a.columns, "a triangle of \(a.rows) × \(a.columns)")
    var n = Int32(a.rows)
    var stride = leading(a)
    var info: Int32 = 0
    spotri_("U", &n, a.base, &stride, &info)
  }

  private static func leading(_ block: Block) -> Int32 { Int32(max(block.stride, 1)) }

  /// Called before any other use of the library in this module.
  static func prepare() { _ = oneThread }
  private static let oneThread: Void = openblas_set_num_threads(1)
}
