import NeedletailCore
import NeedletailData
import NeedletailMath

extension SharedBuffer<Int64> {
  /// The row of a query's user, if these fingerprints of the training users' profiles say that the row was learnt
  /// from the very profile of the query.
  func row(of query: Query) -> Int? {
    guard let user = query.user?.index, user >= 0, user < count,
      UInt64(bitPattern: self[user]) == query.profile.fingerprint
    else { return nil }
    return user
  }
}
