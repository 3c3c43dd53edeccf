package import NeedletailData
import NeedletailMath

extension InteractionLog {
  /// One interaction spelled out with external ids, for comparing logs whatever their row numbers.
  package struct Row: Hashable, Sendable {
    package var user: String
    package var item: String
    package var value: Float?
    package var time: Int64?

    package init(_ user: String, _ item: String, _ value: Float? = nil, _ time: Int64? = nil) {
      self.user = user
      self.item = item
      self.value = value
      self.time = time
    }
  }

  /// All interactions in their order.
  package var rows: [Row] {
    (0..<count).map { position in
      Row(
        users.id(Int(userRows[position])), items.id(Int(itemRows[position])), values?[position],
        times?[position])
    }
  }
}
