import CKernels
import Glibc
public import NeedletailCore
public import NeedletailData
public import NeedletailMath

/// A fitted BPR model: scores are b_i + ⟨w_u, h_i⟩.
public struct BPRModel: UserRows, SimilarItems {
  /// What it was fitted with.
  public var algorithm: any Algorithm { bpr }
  let bpr: BPR
  /// w_u: users × the dimension rounded up to 16.
  let users: Matrix
  /// h_i: items × the dimension rounded up to 16.
  let items: Matrix
  /// b_i.
  let itemBiases: SharedBuffer<Float>
  /// For each training user, the fingerprint of the profile that its row was learnt from.
  let fingerprints: SharedBuffer<Int64>
  /// Items × width: h_i, b_i.
  private let packed: PackedItems

  /// The number of items.
  public var itemCount: Int { items.rows }

  /// The length of vectors with a bias at their end.
  static func width(_ dimension: Int) -> Int { (dimension + 15) / 16 * 16 + 1 }

  init(
    _ bpr: BPR, users: Matrix, items: Matrix, itemBiases: SharedBuffer<Float>,
    fingerprints: SharedBuffer<Int64>
  ) {
    self.bpr = bpr
    self.users = users
    self.items = items
    self.itemBiases = itemBiases
    self.fingerprints = fingerprints
    var scored = Matrix(rows: items.rows, columns: items.columns + 1)
    scored.withUnsafeMutableBufferPointer { target in
      items.withUnsafeBufferPointer { source in
        for row in 0..<items.rows {
          for k in 0..<items.columns {
            target[row * (items.columns + 1) + k] = source[row * items.columns + k]
          }
          target[row * (items.columns + 1) + items.columns] = itemBiases[row]
        }
      }
    }
    packed = PackedItems(scored)
  }

  /// Scores candidates. A stranger without a history scores b_i.
  ///
  /// - Complexity: O(candidates · dimension) a query, beyond folding in.
  public func score(_ queries: [Query], candidates: Candidates, into scores: inout Matrix) throws {
    let vectors = vectors(of: queries)
    switch candidates {
    case .all: packed.score(vectors, into: &scores)
    case .rows(let rows): packed.score(vectors, rows: rows.map(\.rawValue), into: &scores)
    }
  }

  /// The best items for every query, best first, without a matrix of all scores.
  public func recommend(_ queries: [Query], _ request: RankingRequest) throws -> [[ScoredItem]] {
    packed.recommend(vectors(of: queries), request)
  }

  /// The items whose vectors point most nearly the same way (cosine), best first, without the item itself.
  ///
  /// - Complexity: O(items · dimension).
  public func similar(to item: ItemRow, count: Int) throws -> [ScoredItem] {
    items.nearest(to: item.index, columns: 0..<bpr.dimension, count: count)
  }

  /// The vectors of queries, and 1 for the bias.
  ///
  /// A known user whose profile is the one that was learnt from has a stored row. Every other profile goes through
  /// `foldInEpochs` passes of the training steps with the items as they are; its vector is the mean over the second
  /// half of them. What is drawn depends on the profile alone, so the same history has the same vector whoever asks.
  func vectors(of queries: [Query]) -> Matrix {
    var vectors = Matrix(rows: queries.count, columns: items.columns + 1)
    vectors.withUnsafeMutableBufferPointer { target in
      for (index, query) in queries.enumerated() {
        guard let target = target.baseAddress.map({ $0 + index * (items.columns + 1) }) else { return }
        if let row = fingerprints.row(of: query) {
          users.withUnsafeBufferPointer {
            _ = memcpy(target, $0.baseAddress! + row * items.columns, items.columns * 4)
          }
        } else {
          foldIn(query.profile, to: target)
        }
        target[items.columns] = 1
      }
    }
    return vectors
  }

  private func foldIn(_ profile: Profile, to target: UnsafeMutablePointer<Float>) {
    var task = bpr.task(rate: bpr.learningRate)
    task.stride = items.columns
    let seed = Profile(items: profile.items, weights: profile.items.map { _ in 1 }).fingerprint
    items.withUnsafeBufferPointer { items in
      itemBiases.withUnsafeBufferPointer { biases in
        // The kernel reads items and biases only.
        task.items = UnsafeMutablePointer(mutating: items.baseAddress)
        task.item_biases = UnsafeMutablePointer(mutating: biases.baseAddress)
        _ = needletail_sgd_fold_in_pairs(
          &task, profile.items, profile.items.count, itemCount, bpr.foldInEpochs, seed, target)
      }
    }
  }
}

extension BPRModel {
  /// Adds the vectors of users and items, the biases and the users' fingerprints.
  public func write(to file: inout ModelWriter) throws {
    file.add("users", users)
    file.add("items", items)
    file.add("biases", .floats(itemBiases, shape: [itemBiases.count]))
    file.add("fingerprints", .longs(fingerprints))
  }
}

extension BPR {
  /// Opens a model that `BPRModel.write(to:)` wrote.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let bpr = BPR(hyperparameters)
    let stride = (bpr.dimension + 15) / 16 * 16
    return BPRModel(
      bpr, users: try file.matrix("users", rows: file.userCount, columns: stride),
      items: try file.matrix("items", rows: file.itemCount, columns: stride),
      itemBiases: try file.floats("biases", shape: [file.itemCount]),
      fingerprints: try file.longs("fingerprints", count: file.userCount))
  }
}
