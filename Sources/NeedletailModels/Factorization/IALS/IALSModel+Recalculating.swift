public import NeedletailCore
public import NeedletailData
public import NeedletailMath

extension IALSModel {
  /// The model with one user's row solved anew from a history.
  ///
  /// See `recalculatedUsers(_:)`.
  public func recalculatedUser(_ user: UserRow, profile: Profile) -> IALSModel {
    recalculatedUsers([(user, profile)])
  }

  /// The model with some users' rows solved anew from histories, with the items as they are.
  ///
  /// Answers do not change by it, as any history that is not the learnt one is folded in with the same bits; what
  /// changes is that the work is done before somebody asks. Models are immutable, so the new one copies the users'
  /// vectors: 4 · users · dimension bytes whatever the number of changes. Take many in one call; items are shared.
  /// - Precondition: users lie in the training vocabulary, items in `0..<itemCount`.
  /// - Complexity: O(users · dimension) to copy, and a fold-in a profile.
  public func recalculatedUsers(_ changes: [(user: UserRow, profile: Profile)]) -> IALSModel {
    let solved = foldIn(changes.map(\.profile))
    var rows = userFactors
    var prints = fingerprints
    rows.replace(changes.map(\.user.index), by: solved)
    prints.withUnsafeMutableBufferPointer { prints in
      for change in changes {
        prints[change.user.index] = Int64(bitPattern: change.profile.fingerprint)
      }
    }
    return IALSModel(
      ials: ials, algorithm: algorithm, userFactors: rows, itemFactors: itemFactors, spectrum: spectrum,
      fingerprints: prints, packed: packed)
  }

  /// The model with one item's vector solved anew from those who have it.
  ///
  /// See `recalculatedItems(_:pool:)`.
  public func recalculatedItem(
    _ item: ItemRow, users: Profile, pool: WorkerPool = WorkerPool(threads: 1)
  ) throws -> IALSModel {
    try recalculatedItems([(item, users)], pool: pool)
  }

  /// The model with some items' vectors solved anew from those who have them, with all users as they are: what an
  /// item that was new at the time of the fit, or has been chosen since, would get in the next half-step.
  ///
  /// Stored rows of known users stay what they were and count for the histories that they were learnt from. All
  /// vectors are then turned into the principal axes of the items as they now are, which changes no score but
  /// those of the new vectors, so that folding in stays exact.
  /// - Parameter changes: for each item a profile whose "items" are rows of users, with their weights; none makes
  ///   the vector zero.
  /// - Precondition: items lie in `0..<itemCount`, users in the training vocabulary.
  /// - Throws: `TrainingError` when the vectors are not finite.
  /// - Complexity: O((users + items) · dimension² + dimension³) for all changes together, O(m²k + m³) for each, with m
  ///   the smaller and k the larger of its users and the dimension: a small part of an epoch.
  public func recalculatedItems(
    _ changes: [(item: ItemRow, users: Profile)], pool: WorkerPool = WorkerPool(threads: 1)
  ) throws -> IALSModel {
    let options = TrainingOptions(pool: pool)
    let dimension = spectrum.count
    var (users, items) = (userFactors, itemFactors)
    let strengths = try PrincipalAxes.turn(&users, along: &items, dimension: dimension, options: options)
    let history = CSRMatrix(changes.map(\.users), columns: userFactors.rows)
    var solved = Matrix(rows: changes.count, columns: items.columns)
    let scratch = ScratchPool(
      count: RowSystems.scratchCount(dimension: dimension, entries: history.longestRow))
    solved.withUnsafeMutableBufferPointer { solved in
      RowSystems.with(
        history: history, ridge: ials.ridges(of: history), fixed: users,
        spectrum: strengths.map { $0 * Float(ials.unobservedWeight) }, solved: solved.baseAddress, losses: nil
      ) { systems in
        scratch.withScratch { systems.solve(0..<changes.count, scratch: $0) }
      }
    }
    items.replace(changes.map(\.item.index), by: solved)
    let spectrum = try PrincipalAxes.turn(&items, along: &users, dimension: dimension, options: options)
    return IALSModel(
      ials: ials, algorithm: algorithm, userFactors: users, itemFactors: items, spectrum: spectrum,
      fingerprints: fingerprints, packed: PackedItems(items))
  }
}

extension Matrix {
  /// Puts the rows of another matrix of the same width in the place of some of these.
  fileprivate mutating func replace(_ rows: [Int], by others: Matrix) {
    precondition(rows.allSatisfy { $0 >= 0 && $0 < self.rows }, "rows \(rows) of \(self.rows)")
    let columns = columns
    withUnsafeMutableBufferPointer { target in
      others.withUnsafeBufferPointer { source in
        for (place, row) in rows.enumerated() {
          for k in 0..<columns { target[row * columns + k] = source[place * columns + k] }
        }
      }
    }
  }
}
