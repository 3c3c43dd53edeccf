import CKernels
import Glibc
public import NeedletailCore
import NeedletailData
public import NeedletailMath

extension IALSModel {
  /// The vectors of queries, queries × the dimension rounded up to 16.
  ///
  /// A known user whose profile is the one that was learnt from has a stored row; every other profile is
  /// folded in. Both have the same bits.
  public func vectors(of queries: [Query]) -> Matrix {
    var vectors = Matrix(rows: queries.count, columns: userFactors.columns)
    let strangers = queries.indices.filter { storedRow(for: queries[$0]) == nil }
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
        if let row = storedRow(for: query) { copy(userFactors, row, to: index) }
      }
    }
    return vectors
  }

  /// The row of a known user whose history is the one that the row was solved from.
  private func storedRow(for query: Query) -> Int? {
    guard let user = query.user?.index, user >= 0, user < fingerprints.count,
      UInt64(bitPattern: fingerprints[user]) == query.profile.fingerprint
    else { return nil }
    return user
  }

  /// The vectors that minimise the training objective for the given histories with the items as they are, in
  /// closed form: one row a profile, of the dimension rounded up to 16.
  ///
  /// This is how a new user gets a vector, and a known one with a changed history. An empty profile gives
  /// zeros. Weights that are negative or not a number count as zero.
  /// - Precondition: item rows lie in `0..<itemCount`.
  /// - Complexity: O(m²k + m³) a profile of n items, m = min(n, d), k = max(n, d).
  public func foldIn(_ profiles: [Profile]) -> Matrix {
    var solved = Matrix(rows: profiles.count, columns: itemFactors.columns)
    let history = Self.matrix(of: profiles, columns: itemCount)
    let ridge = SharedBuffer(
      profiles.indices.map { row in
        ials.ridge(
          weight: history.range(ofRow: row).reduce(0.0) { $0 + Double(history.value(at: $1)) },
          others: itemCount)
      })
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

  private static func matrix(of profiles: [Profile], columns: Int) -> CSRMatrix {
    var offsets: [Int64] = [0]
    var items: [Int32] = []
    var weights: [Float] = []
    for profile in profiles {
      if let first = profile.items.first, let last = profile.items.last {
        precondition(first >= 0 && Int(last) < columns, "items \(first)...\(last) of \(columns)")
      }
      items += profile.items
      weights += profile.weights.map { $0 > 0 && $0.isFinite ? $0 : 0 }
      offsets.append(Int64(items.count))
    }
    return CSRMatrix(
      rows: profiles.count, columns: columns, rowOffsets: SharedBuffer(offsets),
      columnIndices: SharedBuffer(items),
      values: weights.allSatisfy { $0 == 1 } ? nil : SharedBuffer(weights))
  }
}
