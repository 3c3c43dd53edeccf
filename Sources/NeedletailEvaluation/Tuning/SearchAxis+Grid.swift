import Glibc
public import NeedletailCore

extension SearchAxis {
  /// The values of a grid, ascending: all of a list; 1, 3, 10, 30, … within a logarithmic range; doublings of
  /// the lower end for whole numbers that double; else at most five, evenly spread, ends included.
  public var gridValues: [HyperparameterValue] {
    switch space {
    case .values(let values): return values
    case .integers(let range):
      let width = range.upperBound - range.lowerBound
      let steps = min(width, 4)
      return (0...steps).map { .integer(range.lowerBound + (steps == 0 ? 0 : width * $0 / steps)) }
    case .logarithmicIntegers(let range):
      var values = [range.lowerBound]
      while let last = values.last, last <= range.upperBound / 2 { values.append(last * 2) }
      return values.map { .integer($0) }
    case .numbers(let range):
      guard range.upperBound > range.lowerBound else { return [.number(range.lowerBound)] }
      return (0...4).map { value(at: Double($0) / 4) }
    case .logarithmic(let range): return Self.thirds(range).map { .number($0) }
    }
  }

  /// 1, 3, 10, 30, … within a range; its ends when that is fewer than two.
  private static func thirds(_ range: ClosedRange<Double>) -> [Double] {
    let slack = 1 + 1e-9
    var values: [Double] = []
    let first = Int(floor(log10(range.lowerBound)))
    let last = Int(ceil(log10(range.upperBound)))
    for exponent in first...last {
      for digit in [1.0, 3.0] {
        // A quotient of whole numbers is the double that the digits read as; so is a product of small ones.
        let value = exponent < 0 ? digit / pow(10, Double(-exponent)) : digit * pow(10, Double(exponent))
        if value * slack >= range.lowerBound, value <= range.upperBound * slack { values.append(value) }
      }
    }
    guard values.count >= 2 else {
      return range.lowerBound == range.upperBound
        ? [range.lowerBound] : [range.lowerBound, range.upperBound]
    }
    return values
  }
}
