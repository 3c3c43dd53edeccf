import CKernels
import Glibc
public import NeedletailCore
import NeedletailData
public import NeedletailMath

extension IALSModel {
  /// The vectors of queries, queries × the dimension rounded up to 16.
  ///
  /// A known user whose profile is the one that was learnt from has a stored row; every other profile is
  /// folded in. Both have the same bits unless `foldInPasses` asks for passes.
  public func vectors(of queries: [Query]) -> Matrix {
    var vectors = Matrix(rows: queries.count, columns: userFactors.columns)
    let strangers = queries.indices.filter { fingerprints.row(of: queries[$0]) == nil }
    let folded = foldIn(strangers.map { queries[$0].profile })
    vectors.withUnsafeMutableBufferPointer { target in
      func copy(_ source: Matrix, _ row: Int, to query: Int) {
        source.withUnsafeBufferPointer { source in
          let columns = source.baseAddress.map { $0 + row * self.userFactors.columns }
          guard let columns, let target = target.baseAddress else { return }
          memcpy(
            target + query * self.userFactors.columns, columns,
            self.userFactors.columns * MemoryLayout<Float>.stride)
        }
      }
      for (row, query) in strangers.enumerated() { copy(folded, row, to: query) }
      for (index, query) in queries.enumerated() {
        if let row = fingerprints.row(of: query) { copy(userFactors, row, to: index) }
      }
    }
    return vectors
  }

  /// The vectors that minimise the training objective for the given histories with the items as they are: one row
  /// a profile, of the dimension rounded up to 16. In closed form, or by `foldInPasses` passes from zero.
  ///
  /// This is how a new user gets a vector, and a known one with a changed history. An empty profile gives
  /// zeros. Weights that are negative or not a number count as zero.
  /// - Precondition: item rows lie in `0..<itemCount`.
  /// - Complexity: O(m²k + m³) a profile of n items, m = min(n, d), k = max(n, d).
  public func foldIn(_ profiles: [Profile]) -> Matrix {
    let history = CSRMatrix(profiles, columns: itemCount)
    guard ials.foldInPasses == 0 else {
      // In these axes the Gramian is diagonal.
      let passes = BlockPasses(items: itemFactors, algorithm: ials) { row, column in
        row == column ? Double(spectrum[row]) : 0
      }
      return passes.vectors(of: history, passes: ials.foldInPasses)
    }
    var solved = Matrix(rows: profiles.count, columns: itemFactors.columns)
    let ridge = ials.ridges(of: history)
    let scratch = ScratchPool(
      count: RowSystems.scratchCount(dimension: spectrum.count, entries: history.longestRow))
    solved.withUnsafeMutableBufferPointer { solved in
      RowSystems.with(
        history: history, ridge: ridge, fixed: itemFactors,
        spectrum: spectrum.map { $0 * Float(ials.unobservedWeight) }, solved: solved.baseAddress,
        losses: nil
      ) { systems in
        scratch.withScratch { systems.solve(0..<profiles.count, scratch: $0) }
      }
    }
    return solved
  }
}
