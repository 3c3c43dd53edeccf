import NeedletailCore
import NeedletailMath

/// What the values of each item are expected to be: their mean and deviation, or a baseline of user and item.
struct ItemExpectations: Sendable {
  /// The mean by item; that of all values where an item has none.
  let means: SharedBuffer<Float>
  /// The deviation from the mean by item, for `z-score`; that of all values where an item's is zero.
  private let deviations: SharedBuffer<Float>?
  /// For `baseline`.
  private let baseline: RatingBaseline?

  /// The expectations that a form needs.
  ///
  /// - Throws: `TrainingError` for values that are not finite under `baseline`.
  init(_ matrix: CSRMatrix, byItem: CSRMatrix, form: NeighbourForm) throws {
    let moments = ValueMoments(byItem)
    means = SharedBuffer(moments.means)
    deviations = form == .zScore ? SharedBuffer(moments.deviations) : nil
    baseline = form == .baseline ? try RatingBaseline(of: matrix) : nil
  }

  /// From a model file.
  init(reading file: any ModelReader, form: NeighbourForm) throws {
    means = try file.floats("means", shape: [file.itemCount])
    deviations = form == .zScore ? try file.floats("deviations", shape: [file.itemCount]) : nil
    baseline = form == .baseline ? try RatingBaseline(reading: file) : nil
    guard means.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
      throw file.fault("means", "expected finite numbers only")
    }
    guard deviations?.withUnsafeBufferPointer({ $0.allSatisfy { $0.isFinite && $0 > 0 } }) ?? true else {
      throw file.fault("deviations", "expected positive finite numbers only")
    }
  }

  func write(to file: inout ModelWriter) {
    file.add("means", .floats(means, shape: [means.count]))
    if let deviations { file.add("deviations", .floats(deviations, shape: [deviations.count])) }
    baseline?.write(to: &file)
  }

  /// The part of an expectation that whoever asks has; 0 but for `baseline`.
  func userDeviation(_ profile: Profile) -> Float { baseline?.userDeviation(profile) ?? 0 }

  /// What a value of the item is expected to be.
  func value(_ userDeviation: Float, item: Int) -> Float {
    baseline?.value(userDeviation, item: item) ?? means[item]
  }

  /// The unit in which values of the item differ from what is expected.
  func unit(item: Int) -> Float { deviations?[item] ?? 1 }
}
