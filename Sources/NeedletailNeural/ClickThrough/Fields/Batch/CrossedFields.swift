import CKernels
import NeedletailCore
package import NeedletailData

/// Cross-product transforms: features that fire when both of two values do (Cheng et al., DLRS 2016).
///
/// The row of a cross is a hash of the names of both fields and both values, so that it is the same in every process and
/// whatever else the fields hold; different crosses may share a row. A value that is missing or unseen takes part in
/// none. Of a field of hashed names, those that share its row share its crosses.
package struct CrossedFields: Sendable {
  /// Pairs of indices of fields, the lower one first.
  package let pairs: [(first: Int, second: Int)]
  /// The number of rows of crosses, as a power of two.
  package let bits: Int
  /// The hash of each row of the space; those of rows that cross with nothing are not used.
  private let hashes: [UInt64]

  /// The rows of the table: one that stands for no cross, and those of crosses.
  package var rowCount: Int { 1 + 1 << bits }

  /// Crosses as they are declared: `who*ad+day*ad`, or `all` for every pair of fields; blank for none.
  ///
  /// - Throws: `TrainingError` that names what is no field, a field with itself, and numbers that are not in buckets.
  package init?(parsing text: String, bits: Int, space: FieldSpace) throws {
    let pairs = try Self.pairs(text, space)
    guard !pairs.isEmpty else { return nil }
    self.pairs = pairs
    self.bits = bits
    var hashes = [UInt64](repeating: 0, count: space.rowCount)
    for field in Set(pairs.flatMap { [$0.first, $0.second] }) {
      let field = space.fields[field]
      for (number, name) in field.namesByNumber.enumerated() where name >= 0 {
        hashes[field.offset + FieldSpace.firstValue + number] = HashedNames.hash(
          of: Self.value(Int(name), of: field), field: field.name)
      }
    }
    self.hashes = hashes
  }

  private static func pairs(_ text: String, _ space: FieldSpace) throws -> [(first: Int, second: Int)] {
    let crossable = space.fields.indices.filter { !space.fields[$0].isNumeric }
    if text == "all" {
      return crossable.flatMap { first in crossable.filter { $0 > first }.map { (first, $0) } }
    }
    var pairs: [(first: Int, second: Int)] = []
    for part in text.split(separator: "+") {
      let names = part.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
      guard names.count == 2 else {
        throw TrainingError("crosses: expected two fields as in user*item, found '\(part)'")
      }
      let fields = try names.map { name in
        guard let field = space.index(of: name) else {
          let known = space.fields.map { "'\($0.name)'" }.joined(separator: ", ")
          throw TrainingError("crosses: no field is named '\(name)'; there are \(known)")
        }
        guard crossable.contains(field) else {
          throw TrainingError("crosses: the numbers of '\(name)' cross with nothing; put them into buckets")
        }
        return field
      }
      guard fields[0] != fields[1] else {
        throw TrainingError("crosses: '\(part)' crosses a field with itself")
      }
      let pair = (min(fields[0], fields[1]), max(fields[0], fields[1]))
      if !pairs.contains(where: { $0 == pair }) { pairs.append(pair) }
    }
    return pairs
  }

  private static func value(_ number: Int, of field: FieldSpace.Field) -> String {
    switch field.values {
    case .categorical(let names), .multiValued(let names): names.id(number)
    case .numeric, .bucketed, .hashed: "\(number)"
    }
  }

  /// The row of the cross of two rows of the space; 0 when one of them stands for what is missing.
  package func row(_ first: Int32, _ second: Int32, missing: (Int32, Int32)) -> Int32 {
    guard first != missing.0, second != missing.1 else { return 0 }
    var words = (hashes[Int(first)].littleEndian, hashes[Int(second)].littleEndian)
    let hash = withUnsafeBytes(of: &words) { needletail_xxhash64($0.baseAddress, $0.count, 0) }
    return Int32(1 + Int(hash & (1 << UInt64(bits) - 1)))
  }
}
