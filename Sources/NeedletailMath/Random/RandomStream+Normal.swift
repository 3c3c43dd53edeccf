import Glibc

extension RandomStream {
  /// Two independent standard normal numbers (Box and Muller).
  public mutating func normalPair() -> (Double, Double) {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    return (radius * cos(angle), radius * sin(angle))
  }

  /// A standard normal number; half of a `normalPair`.
  public mutating func normal() -> Double { normalPair().0 }
}
