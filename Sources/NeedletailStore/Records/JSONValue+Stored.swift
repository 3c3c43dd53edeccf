package import NeedletailData

extension JSONValue {
  /// The value as it comes back from a store, which keeps JSON text: a whole number becomes an integer.
  package var asStored: JSONValue {
    switch self {
    case .number(let number):
      let text = number.description
      guard text.hasSuffix(".0"), text != "-0.0", let integer = Int64(text.dropLast(2)) else { return self }
      return .integer(integer)
    case .array(let values): return .array(values.map(\.asStored))
    case .object(let members): return .object(members.map { Member($0.key, $0.value.asStored) })
    case .null, .boolean, .integer, .string: return self
    }
  }

  /// Why a store cannot keep the value; nil when it can.
  var fault: String? {
    if let fault = fault(level: 0) { return fault }
    var text: [UInt8] = []
    write(to: &text)
    guard text.count <= ChangeLimits.textBytes else {
      return "expected labels of at most \(ChangeLimits.textBytes) bytes, found \(text.count)"
    }
    return nil
  }

  private func fault(level: Int) -> String? {
    guard level <= ChangeLimits.labelDepth else {
      return "expected labels nested at most \(ChangeLimits.labelDepth) deep, found deeper ones"
    }
    switch self {
    case .number(let number) where !number.isFinite:
      return "expected finite numbers in labels, found \(number)"
    case .array(let values):
      for value in values { if let fault = value.fault(level: level + 1) { return fault } }
      return nil
    case .object(let members):
      for member in members { if let fault = member.value.fault(level: level + 1) { return fault } }
      return nil
    default: return nil
    }
  }
}
