import Glibc
package import NeedletailTensor

/// A function of the hidden units of a network over fields.
///
/// Squares make a network with one hidden layer a factorisation machine, rectified units make it a multilayer
/// perceptron; GELU is near the former for small inputs and near the latter for large ones (Almagor and Hoshen, RecSys
/// 2022).
package enum FieldActivation: String, CaseIterable, Sendable, Hashable {
  /// z².
  case quad
  /// max(0, z).
  case relu
  /// The first half of the units squared, the others rectified.
  case quadRelu = "quad-relu"
  /// z · Φ(z).
  case gelu
  /// z itself.
  case identity

  /// Applies the function to examples × units, which nobody else may need: rectified units take their place.
  package func callAsFunction(_ z: Tensor) -> Tensor {
    switch self {
    case .quad: return z.squared()
    case .relu: return z.rectified()
    case .quadRelu:
      let units = z.dimension(1)
      let squares = z.slice(1, 0..<units / 2).squared()
      return .concatenated([squares, z.slice(1, units / 2..<units).relu()], along: 1)
    case .gelu: return z.gelu()
    case .identity: return z
    }
  }

  /// Applies the function in place to the units of one example.
  package func apply(to units: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .quad: for unit in units.indices { units[unit] *= units[unit] }
    case .relu: for unit in units.indices { units[unit] = max(units[unit], 0) }
    case .quadRelu:
      for unit in 0..<units.count / 2 { units[unit] *= units[unit] }
      for unit in units.count / 2..<units.count { units[unit] = max(units[unit], 0) }
    case .gelu:
      for unit in units.indices {
        units[unit] = 0.5 * units[unit] * (1 + erff(units[unit] * Float(0.5).squareRoot()))
      }
    case .identity: break
    }
  }
}
