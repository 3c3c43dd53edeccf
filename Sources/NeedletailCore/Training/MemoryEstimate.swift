/// The bytes that a fit needs at its peak, beyond the data, as a sum of named terms.
public struct MemoryEstimate: Sendable, Equatable {
  /// One term: what it is and how many bytes it takes.
  public struct Term: Sendable, Equatable {
    /// "Gram matrix, lower triangle".
    public var name: String
    /// Its bytes.
    public var bytes: Int
    /// A term.
    public init(_ name: String, bytes: Int) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// The terms, all alive at the peak.
  public var terms: [Term]
  /// Their sum.
  public var bytes: Int { terms.reduce(0) { $0 + $1.bytes } }

  /// A sum of terms.
  public init(_ terms: [Term]) { self.terms = terms }
}
