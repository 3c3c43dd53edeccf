extension Tensor {
  /// Tensors one after the other along a dimension; all other lengths are equal.
  ///
  /// - Precondition: there is one at least.
  public static func concatenated(_ tensors: [Tensor], along axis: Int = 0) -> Tensor {
    require(!tensors.isEmpty, "concatenate: no tensors")
    for tensor in tensors.dropFirst() {
      requireJoinable(tensors[0], tensor, along: axis)
    }
    return Operator.concatenate([.tensors(tensors), .integer(axis)])
  }

  /// Tensors of one shape along a new dimension.
  ///
  /// - Precondition: there is one at least.
  public static func stacked(_ tensors: [Tensor], along axis: Int = 0) -> Tensor {
    require(!tensors.isEmpty, "stack: no tensors")
    for tensor in tensors.dropFirst() { requireSameShape("stack", tensors[0], tensor) }
    return Operator.stack([.tensors(tensors), .integer(axis)])
  }

  /// The slices of a dimension at indices (`int64` or `int32`, one dimension).
  public func selecting(_ indices: Tensor, along axis: Int = 0) -> Tensor {
    requireAxis("select", axis, of: self)
    require(indices.rank == 1, "select: shape \(shape) at indices of shape \(indices.shape)")
    return Operator.indexSelect([.tensor(self), .integer(axis), .tensor(indices)])
  }

  /// Along a dimension, for each place of `indices` (`int64`) the element that it names.
  ///
  /// - Precondition: both have the same number of dimensions; other lengths of `indices` are not longer.
  public func gathering(_ indices: Tensor, along axis: Int) -> Tensor {
    requireAxis("gather", axis, of: self)
    let own = shape
    let chosen = indices.shape
    let place = axis < 0 ? axis + own.count : axis
    require(
      own.count == chosen.count && own.indices.allSatisfy { $0 == place || chosen[$0] <= own[$0] },
      "gather: shape \(own) at indices of shape \(chosen) along \(axis)")
    return Operator.gather([.tensor(self), .integer(axis), .tensor(indices)])
  }

  private static func requireJoinable(_ first: Tensor, _ other: Tensor, along axis: Int) {
    let (a, b) = (first.shape, other.shape)
    let place = axis < 0 ? axis + a.count : axis
    require(
      a.count == b.count && a.indices.contains(place)
        && a.indices.allSatisfy { $0 == place || a[$0] == b[$0] },
      "concatenate: shapes \(a) and \(b) along \(axis)")
  }
}

extension Operator {
  fileprivate static let concatenate = Operator("cat")
  fileprivate static let stack = Operator("stack")
  fileprivate static let indexSelect = Operator("index_select")
  fileprivate static let gather = Operator("gather")
}
