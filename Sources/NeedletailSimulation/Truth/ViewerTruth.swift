import Glibc
public import NeedletailData

/// What is true of one user: what they enjoy, and what they take up when a list is shown to them.
///
/// ```swift
/// let truth = population.truth(of: UserRow(0), length: 50)
/// let (taken, worth) = (truth.responses(to: list, at: [10])[0], truth.worths(of: list, at: [10])[0])
/// ```
public struct ViewerTruth: Sendable {
  private let catalogue: Catalogue
  private let preferences: [Float]
  /// The discounted sums of the best lists of length 0, 1, ….
  private let best: [Double]
  private let moods: [(share: Double, vector: [Float])]

  init(
    preferences: [Float], excluding excluded: Set<ItemRow>, length: Int, catalogue: Catalogue,
    moods: [(share: Double, vector: [Float])]
  ) {
    self.catalogue = catalogue
    self.preferences = preferences
    self.moods = moods
    var open = preferences
    for item in excluded { open[item.index] = 0 }
    best = Self.discounted(Self.largest(length, of: open))
  }

  /// What the beginnings of a list are worth: the NDCG of true preferences, 1 for the best list possible.
  ///
  /// - Precondition: lengths are at most the length that the truth was made for.
  public func worths(of list: [ItemRow], at lengths: [Int]) -> [Double] {
    let gained = Self.discounted(list.map { preferences[$0.index] })
    return lengths.map { length in
      let possible = best[min(length, best.count - 1)]
      return possible > 0 ? gained[min(length, list.count)] / possible : 0
    }
  }

  /// The chance that a session that begins with the beginning of a list takes something of it up.
  ///
  /// Slots are looked at from the top, ever less; what is looked at is taken up by the item's allure and its
  /// agreement with the session's mood, whose genre is one of the user's favourites. Exact: an expectation over
  /// moods, slots and choices, with nothing drawn.
  public func responses(to list: [ItemRow], at lengths: [Int]) -> [Double] {
    expected(list, at: lengths) { _ in 1 }
  }

  /// The chance that the session takes something up and enjoys it; of several, the topmost is taken.
  public func enjoyments(of list: [ItemRow], at lengths: [Int]) -> [Double] {
    expected(list, at: lengths) { Double(preferences[$0]) }
  }

  /// The expected value of the topmost item that is taken up; 0 when none is.
  private func expected(_ list: [ItemRow], at lengths: [Int], _ value: (Int) -> Double) -> [Double] {
    var sums = [Double](repeating: 0, count: list.count + 1)
    for mood in moods {
      var untouched = mood.share
      var sum = 0.0
      for (slot, item) in list.enumerated() {
        let pull = Slate.pull(of: item.index, mood: mood.vector, catalogue)
        let taken = untouched * Double(Slate.attention(slot: slot) * Truth.enjoyment(pull))
        untouched -= taken
        sum += taken * value(item.index)
        sums[slot + 1] += sum
      }
    }
    return lengths.map { sums[min($0, list.count)] }
  }

  /// Σ p_r / log₂(r + 1) over the first 0, 1, … numbers.
  private static func discounted(_ gains: [Float]) -> [Double] {
    var sums = [0.0]
    for (place, gain) in gains.enumerated() {
      sums.append(sums[place] + Double(gain) / log2(Double(place) + 2))
    }
    return sums
  }

  /// The largest numbers, descending.
  private static func largest(_ count: Int, of numbers: [Float]) -> [Float] {
    var best: [Float] = []
    for number in numbers where best.count < count || number > (best.last ?? .infinity) {
      best.insert(number, at: best.firstIndex { $0 < number } ?? best.count)
      if best.count > count { best.removeLast() }
    }
    return best
  }
}
