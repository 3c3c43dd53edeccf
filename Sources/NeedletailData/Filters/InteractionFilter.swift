/// Conditions that interactions must meet: the value of `--filter`.
///
/// Steps run in the written order, each once: `rating>=4,users>=5,items>=20` drops low ratings, then users with
/// fewer than five interactions left, then items with fewer than twenty, and does not look at users again.
/// `core>=5` repeats users and items until all have that many. Interactions are counted, not distinct pairs.
public struct InteractionFilter: Sendable, Hashable, CustomStringConvertible {
  /// What a step looks at.
  enum Subject: String, Sendable, Hashable, CaseIterable {
    /// The value of the interaction.
    case rating
    /// The number of interactions of the user.
    case users
    /// The number of interactions of the item.
    case items
    /// Both numbers, until nothing changes.
    case core
  }

  /// How the number must compare.
  enum Relation: String, Sendable, Hashable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
    case equal = "="

    /// Whether a number stands in this relation to a bound; NaN never does.
    func holds(_ number: Double, _ bound: Double) -> Bool {
      switch self {
      case .atLeast: number >= bound
      case .atMost: number <= bound
      case .above: number > bound
      case .below: number < bound
      case .equal: number == bound
      }
    }
  }

  struct Step: Sendable, Hashable, CustomStringConvertible {
    var subject: Subject
    var relation: Relation
    var bound: Double
    var description: String { "\(subject.rawValue)\(relation.rawValue)\(bound.shortest)" }
  }

  let steps: [Step]

  /// Reads steps such as `rating>=4,users>=5,items>=20`; the empty text filters nothing.
  ///
  /// - Throws: `DataError` naming the step and the legal form.
  public init(parsing text: String) throws {
    let text = text[...].trimmed
    steps =
      try text.isEmpty
      ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map { try Self.step($0.trimmed) }
  }

  private static func step(_ text: Substring) throws -> Step {
    let usage = "expected a step such as rating>=4, users>=5, items>=20 or core>=5"
    let name = text.prefix { $0.isLetter }
    let rest = text.dropFirst(name.count).drop { $0 == " " }
    guard let subject = name == "value" ? .rating : Subject(rawValue: String(name)) else {
      let hint =
        NearestWord.find(String(name), among: Subject.allCases.map(\.rawValue))
        .map { "; did you mean '\($0)'?" } ?? ""
      throw DataError("filter step '\(text)': unknown '\(name)'\(hint); \(usage)")
    }
    guard let relation = Relation.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else {
      throw DataError("filter step '\(text)': a relation >=, >, <=, < or = is missing; \(usage)")
    }
    let number = rest.dropFirst(relation.rawValue.count).trimmed
    guard let bound = Double(number), bound.isFinite else {
      throw DataError("filter step '\(text)': '\(number)' is no number; \(usage)")
    }
    guard subject != .core || relation == .atLeast else {
      throw DataError("filter step '\(text)': core takes >= only; \(usage)")
    }
    return Step(subject: subject, relation: relation, bound: bound)
  }

  /// The steps as they would be written.
  public var description: String { steps.map(\.description).joined(separator: ",") }

  /// What one step removed.
  public struct Removal: Sendable, Hashable {
    /// The step as it would be written.
    public var step: String
    /// How many interactions it removed.
    public var interactions: Int
    /// How many users it left without interactions.
    public var users: Int
    /// How many items it left without interactions.
    public var items: Int
  }

  /// The data that meet the conditions, and what each step removed.
  ///
  /// Vocabularies shrink to the users and items that are left; feature tables, the data's own division and its
  /// negatives follow. Without steps the data are returned as they are.
  /// - Throws: `DataError` when a step needs ratings that the data lack, or nothing is left.
  /// - Complexity: O(n) a step; O(n) a round for `core`.
  public func apply(to data: DataSet) throws -> (DataSet, removals: [Removal]) {
    guard !steps.isEmpty else { return (data, []) }
    var survivors = Survivors(data.log)
    var removals: [Removal] = []
    for step in steps {
      let before = survivors
      try survivors.keep(step, source: data.source)
      removals.append(
        Removal(
          step: step.description, interactions: before.count - survivors.count,
          users: before.userCount - survivors.userCount, items: before.itemCount - survivors.itemCount))
      guard survivors.count > 0 else {
        throw DataError(file: data.source, "no interaction is left after the filter step '\(step)'")
      }
    }
    return (data.keeping(survivors), removals)
  }
}
