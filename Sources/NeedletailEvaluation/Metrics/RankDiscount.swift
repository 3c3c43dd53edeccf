import Glibc

extension JudgedList {
  /// 1/log₂(rank + 1), from a table for the ranks that lists have.
  static func discount(rank: Int) -> Double {
    rank < discounts.count ? discounts[rank] : 1 / log2(Double(rank + 1))
  }

  /// The discounts of ranks 1, 2, …; element 0 is unused.
  private static let discounts: [Double] = [0] + (1...1000).map { 1 / log2(Double($0 + 1)) }

  static func exp2(_ value: Double) -> Double { Glibc.exp2(value) }
}
