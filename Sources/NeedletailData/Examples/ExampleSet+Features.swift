import NeedletailMath

extension ExampleSet {
  /// The users or items of a vocabulary as examples: the id, and the attributes of a table. Labels are 0.
  ///
  /// Numbers are standardised; text is left out.
  /// - Parameter taken: names of fields that are taken already; attributes of those names get the owner's before them.
  package init(_ owner: FeatureSchema.Owner, _ ids: Vocabulary, attributes: FeatureTable?, taken: Set<String>)
  {
    let id = FeatureSchema.Field(name: owner.rawValue, type: owner == .user ? .user : .item)
    var fields = [
      Field(id, .categorical(names: ids, rows: SharedBuffer((0..<ids.count).map { Int32($0) })))
    ]
    let taken = taken.union(["user", "item"])
    for (name, column) in attributes?.columns ?? [] {
      let name = taken.contains(name) ? "\(owner.rawValue).\(name)" : name
      switch column {
      case .text: break
      case .numeric(let numbers):
        fields.append(Field(.init(name: name, type: .numeric(.standard), owner: owner), .numeric(numbers)))
      case .categorical(let names, let rows):
        let (vocabulary, numbers) = Self.vocabulary(names)
        let own = SharedBuffer(rows.array.map { $0 < 0 ? -1 : numbers[Int($0)] })
        fields.append(
          Field(
            .init(name: name, type: .categorical, owner: owner), .categorical(names: vocabulary, rows: own)))
      case .multiValued(let names, let members):
        let (vocabulary, numbers) = Self.vocabulary(names)
        let rows = (0..<members.rows).map { row in
          members.entries(ofRow: row).map { (column: Int(numbers[$0.column]), value: $0.value) }
        }
        fields.append(
          Field(
            .init(name: name, type: .multiValued(separator: "|"), owner: owner),
            .multiValued(names: vocabulary, members: CSRMatrix(columns: vocabulary.count, rows: rows))))
      }
    }
    self.init(
      source: owner.rawValue, format: "attributes", labels: SharedBuffer(repeating: 0, count: ids.count),
      fields: fields)
  }

  /// Names as a vocabulary, and the row of each.
  private static func vocabulary(_ names: [String]) -> (Vocabulary, [Int32]) {
    let vocabulary = Vocabulary(names)
    // Every name was put into the vocabulary just above.
    return (vocabulary, names.map { Int32(vocabulary.row(of: $0)!) })
  }
}
