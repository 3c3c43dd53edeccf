public import NeedletailData
import NeedletailMath

extension InteractionLog {
  /// A log of (user, item) pairs over vocabularies "0", "1", … of the given sizes; values may follow.
  public init(users: Int, items: Int, _ pairs: [(Int, Int)], values: [Float]? = nil) {
    self.init(
      users: Vocabulary((0..<users).map(String.init)), items: Vocabulary((0..<items).map(String.init)),
      userRows: SharedBuffer(pairs.map { Int32($0.0) }), itemRows: SharedBuffer(pairs.map { Int32($0.1) }),
      values: values.map { SharedBuffer($0) })
  }
}
