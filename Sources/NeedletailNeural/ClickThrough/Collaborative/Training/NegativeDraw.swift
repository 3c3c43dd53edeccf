import NeedletailMath

/// How the items are drawn that a user is told not to have.
struct NegativeDraw: Sendable {
  /// The items of the catalogue.
  let items: Int
  /// Draws for each observed item.
  let negatives: Int
  /// Whether items that the user has are never drawn.
  let rejectsKnown: Bool

  /// Fills the memory with items, each drawn uniformly: from all, or from those that the user does not have.
  ///
  /// A number below the count of unknown items is drawn and the unknown item of that rank found, so that nothing is
  /// drawn twice.
  /// - Parameter known: the user's items, ascending.
  /// - Precondition: there is an item to draw.
  /// - Complexity: O(log known) a draw.
  func fill(
    _ target: UnsafeMutableBufferPointer<Int32>, known: UnsafeBufferPointer<Int32>,
    from stream: inout RandomStream
  ) {
    for place in target.indices {
      guard rejectsKnown else {
        target[place] = Int32(stream.index(below: items))
        continue
      }
      let rank = stream.index(below: items - known.count)
      // known[i] − i unknown items come before the user's item i.
      var (low, high) = (0, known.count)
      while low < high {
        let middle = (low + high) / 2
        if Int(known[middle]) - middle > rank { high = middle } else { low = middle + 1 }
      }
      target[place] = Int32(rank + low)
    }
  }
}
