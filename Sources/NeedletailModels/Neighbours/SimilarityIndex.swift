import CKernels
import NeedletailMath

/// Vectors laid out by coordinate, to find those that resemble a given one.
///
/// A subject is what has neighbours (an item, a user), a feature what it is described by (its users, his items).
/// Only subjects that share a feature with the given vector are looked at.
struct SimilarityIndex: Sendable {
  let options: NeighbourOptions
  /// Features × subjects, transformed.
  let postings: CSRMatrix
  /// The same with squared values, for lengths over common features.
  private let squares: CSRMatrix?
  /// What the length of each subject contributes to a denominator.
  private let lengths: SharedBuffer<Float>

  /// The number of subjects.
  var count: Int { postings.columns }

  /// An index of transformed vectors, subjects × features.
  init(_ vectors: CSRMatrix, _ options: NeighbourOptions) {
    self.options = options
    postings = vectors.transposed()
    squares =
      options.comparesCommonEntries ? postings.mapValues { $0 * $0 } : nil
    lengths = SharedBuffer(
      (0..<vectors.rows).map { row in
        let squared = vectors.range(ofRow: row).reduce(0.0) {
          $0 + Double(vectors.value(at: $1)) * Double(vectors.value(at: $1))
        }
        return Self.length(squared, options, exponent: 1 - options.alpha)
      })
  }

  private static func length(_ squared: Double, _ options: NeighbourOptions, exponent: Double) -> Float {
    if options.comparesSets { return Float(squared) }
    return options.similarity == .asymmetricCosine
      ? Float(power(squared, exponent)) : Float(squared.squareRoot())
  }

  /// Working memory of one thread.
  struct Scratch {
    let main: NeighbourScratch
    let common: NeighbourScratch?
  }

  /// Working memory for this index.
  func scratch() -> Scratch {
    Scratch(
      main: NeighbourScratch(width: count),
      common: squares == nil && options.significance == 0 ? nil : NeighbourScratch(width: count))
  }

  /// Lists the subjects with a similarity to a vector, subjects ascending, in the scratch's list.
  ///
  /// - Parameters:
  ///   - features: the vector's features, ascending; its values are `entries`, nil for all ones.
  ///   - subject: left out of the list; -1 leaves out none.
  func findSimilar(
    _ features: UnsafeBufferPointer<Int32>, _ entries: UnsafeBufferPointer<Float>?, without subject: Int32,
    _ scratch: Scratch
  ) {
    let list = scratch.main
    if options.similarity == .meanSquaredDifference, let squares, let common = scratch.common {
      compareCommonEntries(features, entries, without: subject, list, squares, common)
      return
    }
    list.add(postings, rows: features, weights: entries)
    list.take(without: subject)
    if let squares, let common = scratch.common {
      divideByCommonLengths(list, features, entries, squares, common)
    } else {
      divideByLengths(list, features, entries)
    }
    if options.significance > 0, let common = scratch.common {
      common.add(presence, rows: features, weights: nil)
      for place in 0..<list.count {
        list.values[place] *= significance(common.sum(list.columns[place]))
      }
      common.take()
    }
  }

  private func divideByLengths(
    _ list: NeighbourScratch, _ features: UnsafeBufferPointer<Int32>, _ entries: UnsafeBufferPointer<Float>?
  ) {
    let squared = entries.map { $0.reduce(0.0) { $0 + Double($1) * Double($1) } } ?? Double(features.count)
    let own = Self.length(squared, options, exponent: options.alpha)
    let constant = Float(options.shrinkage + 1e-6)
    lengths.withUnsafeBufferPointer { lengths in
      guard let lengths = lengths.baseAddress else { return }
      if options.comparesSets {
        let factor: Float = options.similarity == .dice ? 2 : 1
        needletail_divide_by_unions(
          list.values, list.columns, list.count, factor, factor == 2 ? 0 : 1, own, lengths, constant)
      } else {
        needletail_divide_by_products(list.values, list.columns, list.count, own, lengths, constant)
      }
    }
  }

  private func divideByCommonLengths(
    _ list: NeighbourScratch, _ features: UnsafeBufferPointer<Int32>, _ entries: UnsafeBufferPointer<Float>?,
    _ squares: CSRMatrix, _ common: NeighbourScratch
  ) {
    common.add(squares, rows: features, weights: nil)
    let theirs = (0..<list.count).map { common.sum(list.columns[$0]) }
    common.take()
    let own = entries.map { $0.map { $0 * $0 } } ?? [Float](repeating: 1, count: features.count)
    own.withUnsafeBufferPointer { common.add(presence, rows: features, weights: $0) }
    let ours = (0..<list.count).map { common.sum(list.columns[$0]) }
    common.take()
    for place in 0..<list.count {
      let product =
        Self.length(Double(ours[place]), options, exponent: options.alpha)
        * Self.length(Double(theirs[place]), options, exponent: 1 - options.alpha)
      list.values[place] /= product + Float(options.shrinkage + 1e-6)
    }
  }
}

extension SimilarityIndex {
  /// The postings with ones for values.
  private var presence: CSRMatrix {
    CSRMatrix(
      rows: postings.rows, columns: postings.columns, rowOffsets: postings.rowOffsets,
      columnIndices: postings.columnIndices, values: nil)
  }

  /// c / (c + λ) for c common entries.
  private func significance(_ common: Float) -> Float { common / (common + Float(options.significance)) }

  /// Lists 1 / (1 + Σ (x − y)² / c + shrinkage), c common entries, times their significance.
  ///
  /// Σ (x − y)² is summed as Σ y² + Σ x² − 2 Σ xy, which is exact for values on a scale of halves.
  private func compareCommonEntries(
    _ features: UnsafeBufferPointer<Int32>, _ entries: UnsafeBufferPointer<Float>?, without subject: Int32,
    _ list: NeighbourScratch, _ squares: CSRMatrix, _ common: NeighbourScratch
  ) {
    let own = entries.map { Array($0) } ?? [Float](repeating: 1, count: features.count)
    common.add(squares, rows: features, weights: nil)
    own.map { $0 * $0 }.withUnsafeBufferPointer { common.add(presence, rows: features, weights: $0) }
    own.map { -2 * $0 }.withUnsafeBufferPointer { common.add(postings, rows: features, weights: $0) }
    list.add(presence, rows: features, weights: nil)
    list.take(without: subject)
    for place in 0..<list.count {
      let count = list.values[place]
      let difference = max(0, common.sum(list.columns[place])) / count
      list.values[place] = significance(count) / (1 + difference + Float(options.shrinkage))
    }
    common.take()
  }
}

extension CSRMatrix {
  /// The matrix with every value replaced.
  fileprivate func mapValues(_ body: (Float) -> Float) -> CSRMatrix {
    CSRMatrix(
      rows: rows, columns: columns, rowOffsets: rowOffsets, columnIndices: columnIndices,
      values: values.map { values in
        values.withUnsafeBufferPointer { source in
          SharedBuffer(count: count) { target in
            for place in source.indices { target[place] = body(source[place]) }
          }
        }
      })
  }
}
