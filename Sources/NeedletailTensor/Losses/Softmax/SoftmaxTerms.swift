/// What kind of softmax cross-entropy a pass computes.
struct SoftmaxTerms: Sendable {
  /// One over the temperature.
  let sharpness: Float
  /// The probability that is spread over all items; only where the target is among them.
  let smoothing: Float
  /// Where the target's term comes from.
  let target: Target

  /// The two ways in which a target belongs to the items that the softmax is over.
  enum Target: Sendable {
    /// It is one of them.
    case among
    /// It is a term of its own, and the same item among the others does not count; `added` is, for each query,
    /// what is added to its inner product with the target.
    case apart(added: Numbers)
  }

  /// Numbers that a pass reads.
  struct Numbers: @unchecked Sendable {
    // Sendable: only read.
    let base: UnsafePointer<Float>
  }

  /// The factor between inner products and binary logits, of which the exponential is a power of two.
  var binarySharpness: Float { Float(Double(sharpness) / .ln2) }
}

extension Double {
  /// The natural logarithm of 2.
  static let ln2 = 0.693_147_180_559_945_309_4
}
