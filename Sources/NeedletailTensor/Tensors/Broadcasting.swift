import CTorch

/// Stops a program that combines tensors whose shapes do not broadcast: from the last dimension on, lengths must be
/// equal or one of them 1.
@inline(__always)
func requireBroadcast(_ operation: StaticString, _ left: Tensor, _ right: Tensor) {
  guard let a = left.details, let b = right.details else { return }
  let common = Int(min(a.rank, b.rank))
  for offset in 1..<common + 1 {
    let m = a.sizes![Int(a.rank) - offset]
    let n = b.sizes![Int(b.rank) - offset]
    require(
      m == n || m == 1 || n == 1, "\(operation): shapes \(left.shape) and \(right.shape) do not broadcast")
  }
}

/// Stops a program that takes a dimension that a tensor does not have.
@inline(__always)
func requireAxis(_ operation: StaticString, _ axis: Int, of tensor: Tensor) {
  guard let details = tensor.details else { return }
  let rank = max(1, Int(details.rank))
  require(axis >= -rank && axis < rank, "\(operation): dimension \(axis) of shape \(tensor.shape)")
}

/// Stops a program that combines tensors whose shapes should be equal.
@inline(__always)
func requireSameShape(_ operation: StaticString, _ left: Tensor, _ right: Tensor) {
  guard let a = left.details, let b = right.details else { return }
  var same = a.rank == b.rank
  if same { for axis in 0..<Int(a.rank) where a.sizes![axis] != b.sizes![axis] { same = false } }
  require(same, "\(operation): shapes \(left.shape) and \(right.shape) differ")
}
