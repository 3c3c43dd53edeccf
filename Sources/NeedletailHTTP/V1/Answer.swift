import Hummingbird
import NeedletailData
import NeedletailServing

/// An answer of `/v1` as it grows: an object whose last members say which model and which sequence it reflects.
struct Answer {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]

  /// Appends a member.
  mutating func put(_ name: String, _ value: JSONValue) {
    key(name)
    value.write(to: &bytes)
  }

  /// Appends a member that is a list, each element written by a function.
  mutating func put<Element>(
    _ name: String, _ elements: some Sequence<Element>, _ write: (Element, inout [UInt8]) -> Void
  ) {
    key(name)
    bytes.append(UInt8(ascii: "["))
    var isFirst = true
    for element in elements {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      write(element, &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Ends the answer with what it reflects.
  consuming func response(model: String?, sequence: Int64) -> Response {
    put("model", model.map { .string($0) } ?? .null)
    put("sequence", .integer(sequence))
    bytes.append(UInt8(ascii: "}"))
    return .json(bytes)
  }

  /// Ends the answer with what the engine reflects at present.
  consuming func response(_ state: ServerState, atLeast sequence: Int64 = 0) throws(RequestFault) -> Response
  {
    let status = try state.engine.status
    return response(model: status.model, sequence: max(sequence, status.sequence))
  }

  private mutating func key(_ name: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    JSONValue.write(name, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
  }
}
