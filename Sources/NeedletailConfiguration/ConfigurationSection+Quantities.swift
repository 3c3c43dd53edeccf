extension ConfigurationSection {
  private static let seconds = ["ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400]
  private static let units: [String: Double] = [
    "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "kib": 1_024, "mib": 1_048_576,
    "gib": 1_073_741_824, "tib": 1_099_511_627_776,
  ]

  /// A span of time in seconds, written with its unit: `30s`, `500ms`, `10m`, `6h`, `7d`.
  public mutating func duration(
    _ key: String, default seconds: Double, in range: ClosedRange<Double>
  ) throws(ConfigurationError) -> Double {
    let expected =
      "a span of time from \(Self.words(range.lowerBound)) to \(Self.words(range.upperBound)) "
      + "with its unit (ms, s, m, h, d)"
    return try plain(key, expected) { text in
      guard let (number, unit) = PlainNumber.quantity(text), let size = Self.seconds[String(unit)],
        range.contains(number * size)
      else { return nil }
      return number * size
    } ?? seconds
  }

  /// A number of bytes, written with its unit: `100B`, `512kB`, `64MB`, `2GB` (powers of 1000), `1MiB` (powers of
  /// 1024). Capitals and small letters are the same; fractions of a byte are rounded.
  public mutating func bytes(
    _ key: String, default bytes: Int, in range: ClosedRange<Int>
  ) throws(ConfigurationError) -> Int {
    let expected =
      "from \(range.lowerBound) to \(range.upperBound) bytes with the unit (B, kB, MB, GB, KiB, MiB, GiB)"
    return try plain(key, expected) { text in
      guard let (number, unit) = PlainNumber.quantity(text), let size = Self.units[unit.lowercased()],
        let count = Int(exactly: (number * size).rounded()), range.contains(count)
      else { return nil }
      return count
    } ?? bytes
  }

  /// A span of time in the largest unit that needs no fraction.
  private static func words(_ value: Double) -> String {
    for (unit, size) in [("d", 86_400.0), ("h", 3_600), ("m", 60), ("s", 1)] where value >= size {
      let count = value / size
      if count == count.rounded(), count < 1e15 { return "\(Int(count))\(unit)" }
    }
    return value == 0 ? "0s" : "\(value)s"
  }
}
