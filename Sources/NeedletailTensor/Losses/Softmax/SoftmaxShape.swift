import CKernels

/// How a softmax is cut into work: a function of the sizes alone, so that results do not depend on threads.
///
/// Queries go through in blocks of strips of 64; items lie in ranges, the work of one task. The exponentials of a
/// block, `block × items`, are all that is ever held of the `queries × items` matrix.
struct SoftmaxShape {
  let items: Int
  let dimension: Int
  /// Strips of a block.
  let strips: Int
  /// Items of a range, a multiple of the rows of the kernels' register tiles.
  let range: Int

  /// Queries of a strip.
  static let strip = Int(NEEDLETAIL_STRIP)

  /// The shape for some number of queries that have a target.
  init(queries: Int, items: Int, dimension: Int) {
    self.items = items
    self.dimension = dimension
    let wanted = (queries + Self.strip - 1) / Self.strip
    let fitting = Self.heldExponentials / max(items * Self.strip, 1)
    strips = max(1, min(wanted, fitting, Self.mostStrips))
    // A range and its logits stay in the second-level cache; few items still make work for several threads.
    let sixteenth = (items + 15) / 16
    range = max(60, min(510, (sixteenth + 5) / 6 * 6))
  }

  /// Exponentials that a block may hold, 64 MiB; a single strip may exceed it.
  private static let heldExponentials = 1 << 24
  /// More queries in a block save passes over the items, but the gain fades.
  private static let mostStrips = 16

  /// The dimension in whole vectors of sixteen.
  var width: Int { (dimension + 15) / 16 * 16 }
  /// How many ranges there are.
  var ranges: Int { (items + range - 1) / range }
  /// Queries of a block.
  var block: Int { strips * Self.strip }

  /// The items of a range.
  func items(of number: Int) -> Range<Int> { number * range..<min(items, (number + 1) * range) }
}
