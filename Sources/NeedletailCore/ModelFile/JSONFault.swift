/// A decoder's error in words: the key at fault, and why.
struct JSONFault: CustomStringConvertible {
  let description: String

  init(_ error: any Error) {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? context.debugDescription : "key \(path): \(context.debugDescription)"
    }
    description =
      switch error as? DecodingError {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
        place(context)
      case .keyNotFound(let key, let context): "key \(key.stringValue) is missing. \(place(context))"
      default: "\(error)"
      }
  }
}
