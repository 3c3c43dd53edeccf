import CPostgreSQL

/// A value for a place `$1`, `$2`… of a statement, in the binary form of its type.
///
/// Values never become part of a statement's text, so no id or label can mean anything to the server.
struct PostgresParameter {
  /// The number that PostgreSQL has given to the type.
  let type: Oid
  private(set) var bytes: [UInt8] = []

  /// A number of the type `bigint`.
  static func int64(_ number: Int64) -> PostgresParameter {
    var parameter = PostgresParameter(type: 20)
    parameter.append(number)
    return parameter
  }

  /// A text of the type `text`.
  static func text(_ text: String) -> PostgresParameter {
    var parameter = PostgresParameter(type: 25)
    parameter.bytes.append(contentsOf: text.utf8)
    return parameter
  }

  static func int16s(_ numbers: [Int16]) -> PostgresParameter {
    array(numbers, type: 1005, element: 21) { number, array in array.append(number) }
  }

  static func int32s(_ numbers: [Int32]) -> PostgresParameter {
    array(numbers, type: 1007, element: 23) { number, array in array.append(number) }
  }

  static func int64s(_ numbers: [Int64?]) -> PostgresParameter {
    array(numbers, type: 1016, element: 20) { number, array in
      guard let number else { return false }
      array.append(number)
      return true
    }
  }

  /// NaN becomes NULL.
  static func floats(_ numbers: [Float]) -> PostgresParameter {
    array(numbers, type: 1021, element: 700) { number, array in
      guard !number.isNaN else { return false }
      array.append(Int32(bitPattern: number.bitPattern))
      return true
    }
  }

  static func booleans(_ truths: [Bool]) -> PostgresParameter {
    array(truths, type: 1000, element: 16) { truth, array in array.bytes.append(truth ? 1 : 0) }
  }

  static func texts(_ texts: [String?]) -> PostgresParameter {
    array(texts, type: 1009, element: 25) { text, array in
      guard let text else { return false }
      array.bytes.append(contentsOf: text.utf8)
      return true
    }
  }

  /// Keys as `uuid`: sixteen bytes without a length.
  static func keys(_ keys: [EventKey?]) -> PostgresParameter {
    array(keys, type: 2951, element: 2950) { key, array in
      guard let key else { return false }
      withUnsafeBytes(of: key) { array.bytes.append(contentsOf: $0) }
      return true
    }
  }

  /// One dimension: its number, whether there are NULLs, the type, the count and the first index, then each element
  /// after its length.
  private static func array<Element>(
    _ elements: [Element], type: Oid, element: Oid, _ write: (Element, inout PostgresParameter) -> Bool
  ) -> PostgresParameter {
    var array = PostgresParameter(type: type)
    array.bytes.reserveCapacity(20 + elements.count * 12)
    array.append(Int32(1))
    array.append(Int32(1))
    array.append(Int32(bitPattern: element))
    array.append(Int32(elements.count))
    array.append(Int32(1))
    for element in elements {
      let place = array.bytes.count
      array.append(Int32(-1))
      if write(element, &array) { array.setLength(at: place) }
    }
    return array
  }

  private static func array<Element>(
    _ elements: [Element], type: Oid, element: Oid, _ write: (Element, inout PostgresParameter) -> Void
  ) -> PostgresParameter {
    array(elements, type: type, element: element) { element, array in
      write(element, &array)
      return true
    }
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func setLength(at place: Int) {
    let length = Int32(bytes.count - place - 4)
    withUnsafeBytes(of: length.bigEndian) { length in
      for offset in 0..<4 { bytes[place + offset] = length[offset] }
    }
  }
}
