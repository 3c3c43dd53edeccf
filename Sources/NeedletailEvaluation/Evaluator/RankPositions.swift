/// Where the relevant items of one user stand among all candidates: for each distinct score of a relevant item,
/// best first, how many relevant and how many other candidates have it, and how many others lie above.
///
/// Ties are exact: nothing depends on the order of equal scores. NaN counts as the lowest score.
struct RankPositions: Sendable, Equatable {
  struct Level: Sendable, Equatable {
    /// Relevant items with this score.
    var relevant: Int
    /// Other candidates with a greater score.
    var othersAbove: Int
    /// Other candidates with this score.
    var othersTied: Int
  }

  let levels: [Level]
  let relevant: Int
  let others: Int

  /// Counts one user's scores.
  ///
  /// - Parameters:
  ///   - scores: one score a candidate.
  ///   - relevantColumns: the candidates that are relevant, ascending.
  ///   - isExcluded: for each candidate whether it does not take part; relevant ones must not be marked.
  /// - Complexity: O(candidates × log relevant).
  init(scores: Span<Float>, relevantColumns: [Int], isExcluded: Span<Bool>) {
    func plain(_ score: Float) -> Float { score.isNaN ? -.infinity : score }
    let own = relevantColumns.map { plain(scores[$0]) }.sorted(by: >)
    var values: [Float] = []
    var levels: [Level] = []
    for score in own {
      if values.last == score {
        levels[levels.count - 1].relevant += 1
      } else {
        values.append(score)
        levels.append(Level(relevant: 1, othersAbove: 0, othersTied: 0))
      }
    }
    // between[j]: other candidates below value j−1 and above value j.
    var between = [Int](repeating: 0, count: values.count + 1)
    var next = 0
    var others = 0
    for column in scores.indices {
      if next < relevantColumns.count, relevantColumns[next] == column {
        next += 1
        continue
      }
      if isExcluded[column] { continue }
      others += 1
      let score = plain(scores[column])
      var low = 0
      var high = values.count
      while low < high {
        let middle = (low + high) / 2
        if values[middle] > score { low = middle + 1 } else { high = middle }
      }
      if low < values.count, values[low] == score {
        levels[low].othersTied += 1
      } else {
        between[low] += 1
      }
    }
    var above = 0
    for index in levels.indices {
      above += between[index]
      levels[index].othersAbove = above
      above += levels[index].othersTied
    }
    self.levels = levels
    self.others = others
    relevant = own.count
  }

  /// The chance that a relevant item scores above another candidate, ties one half; nil without either.
  var auc: Double? {
    guard relevant > 0, others > 0 else { return nil }
    var wins = 0.0
    for level in levels {
      let below = Double(others - level.othersAbove - level.othersTied)
      wins += Double(level.relevant) * (below + Double(level.othersTied) / 2)
    }
    return wins / (Double(relevant) * Double(others))
  }
}
