package import NeedletailCore
package import NeedletailMath
import NeedletailTensor

/// The trained weights of pairs of fields on the host.
package struct PairTerm: Sendable {
  private let kind: FieldPairKind
  private let fields: Int
  private let dimension: Int
  /// side × side; zero but above the diagonal.
  private let weight: PackedItems

  /// The weights, side × side.
  var weights: Matrix { weight.factors }

  /// A copy of what was trained.
  ///
  /// - Throws: the failure of memory or device of the running step.
  package init(_ pairs: FieldPairs) throws {
    let (kind, fields, dimension) = (pairs.kind, pairs.fields, pairs.dimension)
    let mask = kind.mask(fields: fields, dimension: dimension)
    let elements = zip(try pairs.weight.elements(Float.self), mask).map { $0 * $1 }
    self.init(kind, fields: fields, dimension: dimension, SharedBuffer(elements))
  }

  private init(_ kind: FieldPairKind, fields: Int, dimension: Int, _ elements: SharedBuffer<Float>) {
    let side = kind.side(fields: fields, dimension: dimension)
    (self.kind, self.fields, self.dimension) = (kind, fields, dimension)
    weight = PackedItems(Matrix(rows: side, columns: side, elements: elements))
  }

  /// Adds the term of each example to its log-odds.
  ///
  /// - Parameter x: examples × fields·k.
  package func add(_ x: Matrix, to odds: inout [Float]) {
    switch kind {
    case .weighted: addWeighted(x, to: &odds)
    case .matrix:
      var products = Matrix(rows: x.rows, columns: x.columns)
      weight.score(x, into: &products)
      for row in 0..<x.rows {
        let (left, right) = (x.row(row), products.row(row))
        var sum: Float = 0
        for place in 0..<x.columns { sum += left[place] * right[place] }
        odds[row] += sum
      }
    }
  }

  private func addWeighted(_ x: Matrix, to odds: inout [Float]) {
    let factors = weight.factors
    for row in 0..<x.rows {
      let vectors = x.row(row)
      var sum: Float = 0
      for first in 0..<fields {
        let weights = factors.row(first)
        for second in first + 1..<fields {
          var product: Float = 0
          for place in 0..<dimension {
            product += vectors[first * dimension + place] * vectors[second * dimension + place]
          }
          sum += weights[second] * product
        }
      }
      odds[row] += sum
    }
  }

  /// Adds `name`.
  package func write(to file: inout ModelWriter, _ name: String) { file.add(name, weight.factors) }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `ModelFileError` for what is absent, of another shape or not finite.
  package init(_ file: any ModelReader, _ name: String, _ kind: FieldPairKind, fields: Int, dimension: Int)
    throws
  {
    let side = kind.side(fields: fields, dimension: dimension)
    self.init(kind, fields: fields, dimension: dimension, try file.finite(name, shape: [side, side]))
  }
}
