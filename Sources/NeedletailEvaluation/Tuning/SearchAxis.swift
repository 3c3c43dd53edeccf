import Glibc
public import NeedletailCore

/// A hyper-parameter that a search varies, and where it looks.
///
/// Strategies see every axis that is not a list of values as positions from 0 to 1, evenly spread in what the
/// space calls even: numbers, or their logarithms. Numbers are rounded to three digits, which no model feels and
/// people can read.
public struct SearchAxis: Sendable, Hashable {
  /// The hyper-parameter's name.
  public let name: String
  /// Where the search looks.
  public let space: SearchSpace

  /// An axis.
  public init(_ name: String, _ space: SearchSpace) {
    self.name = name
    self.space = space
  }

  /// The values of a list; nil for a range.
  var choices: [HyperparameterValue]? {
    if case .values(let values) = space { values } else { nil }
  }

  /// The value at a position from 0 to 1; of a list the one whose even share holds the position.
  func value(at position: Double) -> HyperparameterValue {
    let position = min(max(position, 0), 1)
    switch space {
    case .integers(let range):
      let count = Double(range.upperBound - range.lowerBound + 1)
      return .integer(min(range.lowerBound + Int(position * count), range.upperBound))
    case .logarithmicIntegers(let range):
      let (low, high) = (log(Double(range.lowerBound)), log(Double(range.upperBound)))
      let value = Int(exp(low + position * (high - low)).rounded())
      return .integer(min(max(value, range.lowerBound), range.upperBound))
    case .numbers(let range):
      return .number(Self.rounded(range.lowerBound + position * (range.upperBound - range.lowerBound), range))
    case .logarithmic(let range):
      let (low, high) = (log(range.lowerBound), log(range.upperBound))
      return .number(Self.rounded(exp(low + position * (high - low)), range))
    case .values(let values):
      return values[min(Int(position * Double(values.count)), values.count - 1)]
    }
  }

  /// Where a value lies, from 0 to 1; the middle of its share for whole numbers and lists.
  func position(of value: HyperparameterValue) -> Double {
    func share(_ value: Double, _ low: Double, _ high: Double) -> Double {
      high > low ? min(max((value - low) / (high - low), 0), 1) : 0.5
    }
    switch (space, value) {
    case (.integers(let range), .integer(let value)):
      return (Double(value - range.lowerBound) + 0.5) / Double(range.upperBound - range.lowerBound + 1)
    case (.logarithmicIntegers(let range), .integer(let value)):
      return share(log(Double(max(value, 1))), log(Double(range.lowerBound)), log(Double(range.upperBound)))
    case (.numbers(let range), .number(let value)):
      return share(value, range.lowerBound, range.upperBound)
    case (.logarithmic(let range), .number(let value)):
      return share(log(max(value, .leastNormalMagnitude)), log(range.lowerBound), log(range.upperBound))
    case (.values(let values), let value):
      return (Double(values.firstIndex(of: value) ?? 0) + 0.5) / Double(values.count)
    default: return 0.5
    }
  }

  /// Three digits, within the range.
  private static func rounded(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    guard value != 0 else { return min(max(0, range.lowerBound), range.upperBound) }
    let scale = pow(10, 2 - floor(log10(abs(value))))
    // Dividing by a power of ten gives the number that the digits read as.
    let digits = (value * scale).rounded()
    let result = scale >= 1 ? digits / scale : digits * pow(10, floor(log10(abs(value))) - 2)
    return min(max(result, range.lowerBound), range.upperBound)
  }
}

extension SearchAxis: CustomStringConvertible {
  /// As it would be written: `l2=log(0.0003..0.1)`, `dimension=64|128|256`.
  public var description: String {
    switch space {
    case .integers(let range): "\(name)=\(range.lowerBound)..\(range.upperBound)"
    case .logarithmicIntegers(let range): "\(name)=log(\(range.lowerBound)..\(range.upperBound))"
    case .numbers(let range): "\(name)=\(text(range.lowerBound))..\(text(range.upperBound))"
    case .logarithmic(let range): "\(name)=log(\(text(range.lowerBound))..\(text(range.upperBound)))"
    case .values(let values): "\(name)=\(values.map(\.description).joined(separator: "|"))"
    }
  }

  private func text(_ number: Double) -> String { HyperparameterValue.number(number).description }
}
