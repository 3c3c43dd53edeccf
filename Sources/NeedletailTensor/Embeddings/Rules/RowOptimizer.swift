/// How the rows of an embedding table move: only those that a batch touches, each once, along its summed gradient.
///
/// Every rule keeps its state in the row's own record. With g the gradient of one weight w, after clipping and L2:
public enum RowOptimizer: Sendable, Hashable {
  /// w ← w − learningRate · g.
  case sgd(SGD)
  /// s ← s + g², w ← w − learningRate · g / (√s + epsilon).
  case adaGrad(AdaGrad)
  /// m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v),
  /// w ← w − learningRate · √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + epsilon).
  case adam(Adam)
  /// σ = (√(n + g²) − √n)/α, z ← z + g − σw, n ← n + g²,
  /// w = 0 where |z| ≤ l1, else −(z − sign(z) l1) / ((β + √n)/α + l2).
  case ftrl(FTRL)

  /// Plain descent.
  public struct SGD: Sendable, Hashable, Codable {
    /// The step for a unit gradient, positive.
    public var learningRate: Float
    /// A rule.
    public init(learningRate: Float = 0.01) { self.learningRate = learningRate }
  }

  /// AdaGrad (Duchi, Hazan and Singer, JMLR 2011).
  public struct AdaGrad: Sendable, Hashable, Codable {
    /// What has an accumulator of its own.
    public enum Accumulator: String, Sendable, Hashable, Codable {
      /// Each weight.
      case element
      /// Each row: the mean of g² over its weights, at one number a row.
      case row
    }
    /// The step for a unit gradient while the accumulator is 1, positive.
    public var learningRate: Float
    /// What s starts from, not negative.
    public var initialAccumulator: Float
    /// Keeps the divisor from zero, positive.
    public var epsilon: Float
    /// What has an accumulator of its own.
    public var accumulator: Accumulator
    /// A rule.
    public init(
      learningRate: Float = 0.01, initialAccumulator: Float = 0.1, epsilon: Float = 1e-10,
      accumulator: Accumulator = .element
    ) {
      self.learningRate = learningRate
      self.initialAccumulator = initialAccumulator
      self.epsilon = epsilon
      self.accumulator = accumulator
    }
  }

  /// Adam (Kingma and Ba, ICLR 2015) on touched rows: moments of rows that a batch lacks stay as they are.
  public struct Adam: Sendable, Hashable, Codable {
    /// The t of the bias correction.
    public enum Correction: String, Sendable, Hashable, Codable {
      /// The table's updates, as in PyTorch's `SparseAdam`.
      case step
      /// The row's own updates, at one number a row: a row that is first touched late starts as all rows start.
      case row
    }
    /// The longest step of a weight while gradients keep their sign, positive.
    public var learningRate: Float
    /// The memory of the mean, in 0..<1.
    public var beta1: Float
    /// The memory of the mean square, in 0..<1.
    public var beta2: Float
    /// Keeps the divisor from zero, positive.
    public var epsilon: Float
    /// The t of the bias correction.
    public var correction: Correction
    /// A rule.
    public init(
      learningRate: Float = 0.001, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
      correction: Correction = .step
    ) {
      self.learningRate = learningRate
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
      self.correction = correction
    }
  }

  /// FTRL-proximal (McMahan and others, KDD 2013).
  ///
  /// A weight is a function of (z, n). A row that starts elsewhere than at zero starts with the z that gives it.
  public struct FTRL: Sendable, Hashable, Codable {
    /// α, positive.
    public var learningRate: Float
    /// β, not negative.
    public var beta: Float
    /// λ₁, not negative: weights whose |z| does not exceed it are exactly zero.
    public var l1: Float
    /// λ₂, not negative.
    public var l2: Float
    /// What n starts from, not negative.
    public var initialAccumulator: Float
    /// A rule.
    public init(
      learningRate: Float = 0.05, beta: Float = 1, l1: Float = 1, l2: Float = 0, initialAccumulator: Float = 0
    ) {
      self.learningRate = learningRate
      self.beta = beta
      self.l1 = l1
      self.l2 = l2
      self.initialAccumulator = initialAccumulator
    }
  }
}

extension RowOptimizer {
  /// The name in descriptions of tables: "sgd", "adagrad", "adam", "ftrl".
  public var name: String {
    switch self {
    case .sgd: "sgd"
    case .adaGrad: "adagrad"
    case .adam: "adam"
    case .ftrl: "ftrl"
    }
  }

  /// Bytes of one row: weights and state, padded.
  ///
  /// With d the dimension a record holds d numbers for SGD, 2d for AdaGrad, d + 1 for AdaGrad by rows, 3d for Adam
  /// and FTRL, 3d + 1 for Adam that counts by rows, of 4 bytes each. Up to 16 numbers are rounded up to a power of
  /// two, so that a short record never lies in two cache lines; more are rounded up to a multiple of 4.
  public func bytesPerRow(dimension: Int) -> Int {
    RecordLayout(dimension: dimension, optimizer: self).stride * MemoryLayout<Float>.stride
  }

  /// Bytes of a table, in memory or on the disk: `rows` × `bytesPerRow(dimension:)`.
  public func bytes(rows: Int, dimension: Int) -> Int { rows * bytesPerRow(dimension: dimension) }
}
