import NeedletailData

extension JSONValue {
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
