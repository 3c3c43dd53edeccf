import NeedletailCore
package import NeedletailData

/// The fields that a network sees, and the crosses of its wide part.
package struct FieldLayout: Sendable {
  /// The fields.
  package let space: FieldSpace
  /// The crossed pairs of fields; nil for a network without any.
  package let crosses: CrossedFields?

  /// The number of fields.
  package var fieldCount: Int { space.fields.count }

  /// Whether every field has one value that is no number; then the columns of `rows` are the fields.
  package var isPlain: Bool { space.multiValued.isEmpty && space.numeric.isEmpty }

  /// For each field its column among those with one value, its bag or neither.
  package let places: [Place]

  /// Where the values of a field stand in an `ExampleTable`.
  package enum Place: Sendable {
    /// A column of `rows`.
    case single(Int)
    /// A column of `rows`, and one of `numbers`.
    case numeric(Int, Int)
    /// A bag.
    case bag(Int)
  }

  package init(_ space: FieldSpace, crosses: CrossedFields? = nil) {
    self.space = space
    self.crosses = crosses
    places = space.fields.indices.map { field in
      if let bag = space.multiValued.firstIndex(of: field) { return .bag(bag) }
      let column = space.single.firstIndex(of: field) ?? 0
      return space.numeric.firstIndex(of: field).map { .numeric(column, $0) } ?? .single(column)
    }
  }
}
