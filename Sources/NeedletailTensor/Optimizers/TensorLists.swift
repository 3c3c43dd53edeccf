/// Operators on lists of tensors, element by element of the lists, in one call each.
enum TensorLists {
  /// `targets *= factor`.
  static func scale(_ targets: [Tensor], by factor: Double) {
    Operator.listMultiply.run([.tensors(targets), .real(factor)])
  }

  /// `targets += number`.
  static func add(_ targets: [Tensor], _ number: Double) {
    Operator.listAddScalar.run([.tensors(targets), .real(number)])
  }

  /// `targets += factor · others`.
  static func add(_ targets: [Tensor], _ others: [Tensor], scaledBy factor: Double = 1) {
    Operator.listAdd.run([.tensors(targets), .tensors(others), .real(factor)])
  }

  /// `targets += factor · a · b`.
  static func add(_ targets: [Tensor], productOf a: [Tensor], _ b: [Tensor], scaledBy factor: Double = 1) {
    Operator.listAddProduct.run([.tensors(targets), .tensors(a), .tensors(b), .real(factor)])
  }

  /// `targets += factor · a / b`.
  static func add(_ targets: [Tensor], quotientOf a: [Tensor], _ b: [Tensor], scaledBy factor: Double = 1) {
    Operator.listAddQuotient.run([.tensors(targets), .tensors(a), .tensors(b), .real(factor)])
  }

  /// The square roots of all elements.
  static func squareRoots(_ tensors: [Tensor]) -> [Tensor] {
    Operator.listSquareRoot.all([.tensors(tensors)])
  }

  /// `tensors + factor · others`, in new tensors.
  static func sums(_ tensors: [Tensor], _ others: [Tensor], scaledBy factor: Double) -> [Tensor] {
    Operator.listSum.all([.tensors(tensors), .tensors(others), .real(factor)])
  }

  /// The Euclidean norm of each tensor.
  static func norms(_ tensors: [Tensor]) -> [Tensor] { Operator.listNorm.all([.tensors(tensors)]) }
}

extension Operator {
  fileprivate static let listMultiply = Operator("_foreach_mul_", "Scalar")
  fileprivate static let listAddScalar = Operator("_foreach_add_", "Scalar")
  fileprivate static let listAdd = Operator("_foreach_add_", "List")
  fileprivate static let listAddProduct = Operator("_foreach_addcmul_", "Scalar")
  fileprivate static let listAddQuotient = Operator("_foreach_addcdiv_", "Scalar")
  fileprivate static let listSquareRoot = Operator("_foreach_sqrt")
  fileprivate static let listSum = Operator("_foreach_add", "List")
  fileprivate static let listNorm = Operator("_foreach_norm", "Scalar")
}
