/// Where the parts of one block lie in a workspace.
///
/// Every array has one part for each strip, in the order of strips.
struct SoftmaxMemory: @unchecked Sendable {
  // Sendable: every task of a loop writes to parts of its own range, strip or both.
  let shape: SoftmaxShape
  /// The logit of each query's target, in binary units; later the gradient with respect to it: 64.
  let targets: UnsafeMutablePointer<Float>
  /// Queries by coordinate, in units of binary logits: dimension × 64.
  let columns: UnsafeMutablePointer<Float>
  /// Queries over the temperature, row by row: 64 × width, zeros from `dimension` on.
  let rows: UnsafeMutablePointer<Float>
  /// The largest logit of each lane in a range; later the lane's factor of that range: ranges × 64.
  let factors: UnsafeMutablePointer<Float>
  /// The sums of exponentials, relative to the largest logit: ranges × 64.
  let sums: UnsafeMutablePointer<Float>
  /// The items weighted by those exponentials and summed: ranges × 64 × width.
  let parts: UnsafeMutablePointer<Float>
  /// The exponentials: by range, strip, item, lane.
  let exponentials: UnsafeMutablePointer<Float>

  /// Lays the parts out from `base` on; `parts` and `exponentials` exist where there are gradients.
  init(_ shape: SoftmaxShape, at base: UnsafeMutablePointer<Float>) {
    self.shape = shape
    targets = base
    columns = targets + shape.block
    rows = columns + shape.block * shape.width
    factors = rows + shape.block * shape.width
    sums = factors + shape.block * shape.ranges
    parts = sums + shape.block * shape.ranges
    exponentials = parts + shape.block * shape.ranges * shape.width
  }

  /// The floats that a workspace must have.
  static func floats(_ shape: SoftmaxShape, gradients: Bool) -> Int {
    let always = shape.block * (1 + 2 * shape.width + 2 * shape.ranges)
    return gradients ? always + shape.block * (shape.ranges * shape.width + shape.items) : always
  }

  func targets(of strip: Int) -> UnsafeMutablePointer<Float> { targets + strip * SoftmaxShape.strip }
  func columns(of strip: Int) -> UnsafeMutablePointer<Float> {
    columns + strip * SoftmaxShape.strip * shape.width
  }
  func rows(of strip: Int) -> UnsafeMutablePointer<Float> { rows + strip * SoftmaxShape.strip * shape.width }
  func factors(of strip: Int, range: Int = 0) -> UnsafeMutablePointer<Float> {
    factors + (strip * shape.ranges + range) * SoftmaxShape.strip
  }
  func sums(of strip: Int, range: Int = 0) -> UnsafeMutablePointer<Float> {
    sums + (strip * shape.ranges + range) * SoftmaxShape.strip
  }
  func parts(of strip: Int, range: Int = 0) -> UnsafeMutablePointer<Float> {
    parts + (strip * shape.ranges + range) * SoftmaxShape.strip * shape.width
  }
  func exponentials(of strip: Int, range: Int) -> UnsafeMutablePointer<Float> {
    let items = shape.items(of: range)
    return exponentials + (items.lowerBound * shape.strips + strip * items.count) * SoftmaxShape.strip
  }
}
