import NeedletailMath

extension FieldSpace.Field {
  /// "categorical", "multi-valued", "categorical, hashed", "multi-valued, hashed", "numeric", "numeric in buckets".
  public var typeName: String {
    switch values {
    case .categorical: "categorical"
    case .multiValued: "multi-valued"
    case .hashed(let names): names.isMultiValued ? "multi-valued, hashed" : "categorical, hashed"
    case .numeric: "numeric"
    case .bucketed: "numeric in buckets"
    }
  }

  /// The number of its values: names, rows of a hash, buckets, one for a number.
  public var valueCount: Int { count - FieldSpace.firstValue }
}

extension ExampleTable {
  /// The examples whose value of a field is missing or was not seen in training.
  ///
  /// - Parameter index: an index of `space.fields`.
  public func missingCount(ofField index: Int) -> Int {
    let missing = space.fields[index].missingRow
    if let column = space.single.firstIndex(of: index) {
      let width = space.single.count
      return rows.withUnsafeBufferPointer { rows in
        (0..<count).count { rows[$0 * width + column] == missing }
      }
    }
    guard let place = space.multiValued.firstIndex(of: index) else { return 0 }
    return (0..<count).count { bags[place].rows[Int(bags[place].offsets[$0])] == missing }
  }
}
