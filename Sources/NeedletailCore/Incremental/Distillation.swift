import Glibc
public import NeedletailData
public import NeedletailMath

/// Targets that mix labels with what a teacher says (Katsileros et al., RecSys 2022): a student is held to what was known
/// before while it follows fresh examples.
///
/// (1 − λ)·L(y, p) + λ·L(q, p) = L((1 − λ)·y + λ·q, p) for the logistic loss L: mixing targets is mixing losses.
public struct Distillation: Sendable {
  /// λ.
  public let share: Double
  /// The teacher.
  private let teacher: any ProbabilityPredictor

  /// A teacher's word by its share.
  ///
  /// - Precondition: the share is in 0...1.
  public init(_ teacher: any ProbabilityPredictor, share: Double) {
    precondition((0...1).contains(share), "a teacher's share of \(share)")
    self.teacher = teacher
    self.share = share
  }

  /// The target of one example: the label itself at a share of 0.
  public static func mixed(label: Double, probability: Double, share: Double) -> Double {
    share == 0 ? label : (1 - share) * label + share * probability
  }

  /// The targets of examples; the label alone where the teacher does not know the ids.
  ///
  /// - Throws: `DataError` when the examples have other fields than the teacher.
  /// - Complexity: one answer of the teacher for each example.
  public func targets(of examples: ExampleSet, pool: WorkerPool) throws -> SharedBuffer<Float> {
    guard share > 0 else { return examples.labels }
    let table = try teacher.ranking.space.encode(examples)
    let probabilities = try teacher.logOdds(of: table, pool: pool).map { 1 / (1 + exp(-Double($0))) }
    let isKnown = Self.known(table)
    return SharedBuffer(count: examples.count) { targets in
      for example in 0..<examples.count {
        targets[example] = Float(
          Self.mixed(
            label: Double(examples.labels[example]), probability: probabilities[example],
            share: isKnown[example] ? share : 0))
      }
    }
  }

  /// Whether each example's main ids are known: user and item, those of them that are fields; else any one name.
  static func known(_ table: ExampleTable) -> [Bool] {
    let space = table.space
    let ids = space.fields.indices.filter { space.fields[$0].isID }
    let fields = ids.isEmpty ? space.single.filter { !space.fields[$0].isNumeric } : ids
    let columns = fields.compactMap { field in
      space.single.firstIndex(of: field).map { (column: $0, missing: space.fields[field].missingRow) }
    }
    guard !columns.isEmpty else { return [Bool](repeating: true, count: table.count) }
    let width = space.single.count
    return table.rows.withUnsafeBufferPointer { rows in
      (0..<table.count).map { example in
        let isKnown = columns.lazy.map { rows[example * width + $0.column] != $0.missing }
        return ids.isEmpty ? isKnown.contains(true) : isKnown.allSatisfy(\.self)
      }
    }
  }
}
