import NeedletailCore
import NeedletailMath

/// What a rating is expected to be before tastes are looked at: the mean of all values, plus how far the item and
/// the user lie from it.
///
/// The deviations are learnt by alternating damped means, items first: b_i = Σ (r − μ − b_u) / (d_i + #i), then
/// b_u = Σ (r − μ − b_i) / (d_u + #u) (Koren, "Factor in the neighbors", ACM TKDD 2010, in the form of alternating
/// least squares). The user's deviation is a function of his history and the items' deviations, so a stranger's
/// is the very one that training would have given him.
struct RatingBaseline: Sendable {
  /// μ; 0 without any values.
  private(set) var mean: Float
  /// b_i of each item; 0 where an item has no values.
  private(set) var items: [Float]
  /// Whether no sweep was made: users do not deviate yet.
  private var isFresh = true
  /// What an item's number of values is raised by.
  let itemShrinkage: Double
  /// What a user's number of values is raised by.
  let userShrinkage: Double

  /// The damping of items and users, and the sweeps, that Surprise and Koren's papers use.
  static let standard = (sweeps: 10, itemShrinkage: 10.0, userShrinkage: 15.0)

  /// The baseline of values users × items before any sweep: the mean alone.
  ///
  /// - Throws: `TrainingError` when a value is not finite.
  init(
    meanOf matrix: CSRMatrix, itemShrinkage: Double = standard.itemShrinkage,
    userShrinkage: Double = standard.userShrinkage
  ) throws {
    var sum = 0.0
    for entry in 0..<matrix.count { sum += Double(matrix.value(at: entry)) }
    guard sum.isFinite else { throw TrainingError("values must be finite numbers to have a mean") }
    mean = Float(matrix.count == 0 ? 0 : sum / Double(matrix.count))
    items = [Float](repeating: 0, count: matrix.columns)
    self.itemShrinkage = itemShrinkage
    self.userShrinkage = userShrinkage
  }

  /// The baseline of values users × items after the standard number of sweeps.
  ///
  /// - Throws: as `init(meanOf:itemShrinkage:userShrinkage:)`.
  /// - Complexity: O(sweeps · values).
  init(of matrix: CSRMatrix) throws {
    try self.init(meanOf: matrix)
    for _ in 0..<Self.standard.sweeps { sweep(matrix) }
  }

  /// From a model file.
  init(
    reading file: any ModelReader, itemShrinkage: Double = standard.itemShrinkage,
    userShrinkage: Double = standard.userShrinkage
  ) throws {
    items = try file.floats("baseline.items", shape: [file.itemCount]).array
    mean = try file.floats("baseline.mean", shape: [1])[0]
    guard mean.isFinite, items.allSatisfy(\.isFinite) else {
      throw file.fault("baseline.items", "expected finite numbers only")
    }
    self.itemShrinkage = itemShrinkage
    self.userShrinkage = userShrinkage
  }

  /// Adds mean and deviations of items to a model file.
  func write(to file: inout ModelWriter) {
    file.add("baseline.items", .floats(SharedBuffer(items), shape: [items.count]))
    file.add("baseline.mean", .floats(SharedBuffer([mean]), shape: [1]))
  }

  /// One sweep: users' deviations from the items', then the items' from the users'.
  ///
  /// The first sweep of the literature moves the items first, from users' deviations of zero; users' deviations
  /// are not kept, as they follow from the items'.
  /// - Returns: the root mean square of what the values differ by from the baseline before the sweep.
  @discardableResult
  mutating func sweep(_ matrix: CSRMatrix) -> Double {
    defer { isFresh = false }
    var sums = [Double](repeating: 0, count: items.count)
    var counts = [Int](repeating: 0, count: items.count)
    var squares = 0.0
    for row in 0..<matrix.rows {
      let range = matrix.range(ofRow: row)
      let bias = Double(isFresh ? 0 : userDeviation(range, matrix))
      for entry in range {
        let item = Int(matrix.columnIndices[entry])
        let rest = Double(matrix.value(at: entry)) - Double(mean) - bias
        sums[item] += rest
        counts[item] += 1
        squares += (rest - Double(items[item])) * (rest - Double(items[item]))
      }
    }
    items = zip(sums, counts).map { $1 == 0 ? 0 : Float($0 / (itemShrinkage + Double($1))) }
    return (squares / Double(max(matrix.count, 1))).squareRoot()
  }

  private func userDeviation(_ range: Range<Int>, _ matrix: CSRMatrix) -> Float {
    let sum = range.reduce(0.0) { sum, entry in
      sum + (Double(matrix.value(at: entry)) - Double(mean) - Double(items[Int(matrix.columnIndices[entry])]))
    }
    return range.isEmpty ? 0 : Float(sum / (userShrinkage + Double(range.count)))
  }

  /// b_u of a history; 0 of an empty one.
  func userDeviation(_ profile: Profile) -> Float {
    let sum = zip(profile.items, profile.weights).reduce(0.0) { sum, entry in
      sum + (Double(entry.1) - Double(mean) - Double(items[Int(entry.0)]))
    }
    return profile.items.isEmpty ? 0 : Float(sum / (userShrinkage + Double(profile.items.count)))
  }

  /// μ + b_u + b_i.
  func value(_ userDeviation: Float, item: Int) -> Float { mean + userDeviation + items[item] }
}
