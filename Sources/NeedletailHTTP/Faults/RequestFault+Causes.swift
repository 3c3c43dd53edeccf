import Hummingbird
import NIOCore
import NeedletailData
import NeedletailServing
import NeedletailStore

extension RequestFault {
  /// What a client is told of an error. Faults of the machine are not described: the log has them.
  package init(telling error: any Error) {
    switch error {
    case let fault as RequestFault: self = fault
    case let error as ServingError: self.init(error)
    case let error as ChangeError: self.init(error)
    case let error as JSONValue.ParsingError: self.init(.invalid, part: "body", "no JSON: \(error)")
    case let error as StoreError: self.init(error)
    case is NIOTooManyBytesError:
      self.init(.tooLarge, part: "body", "the body is larger than this server takes")
    case is CancellationError: self.init(.unavailable, "the request was given up", retryAfter: 1)
    case let error as HTTPError: self.init(error)
    default: self.init(.internal, "an error inside the server; its log says more")
    }
  }

  private init(_ error: ServingError) {
    switch error.code {
    case .invalid: self.init(.unprocessable, part: error.part, error.message)
    case .notFound: self.init(.notFound, part: error.part, error.message)
    case .unavailable: self.init(.unavailable, part: error.part, error.message, retryAfter: 1)
    case .noModel: self.init(.noModel, part: error.part, error.message)
    }
  }

  /// The form of a change was checked before: what is still refused has a meaning that cannot be.
  init(_ error: ChangeError) {
    self.init(error.code == .notFound ? .notFound : .unprocessable, error.message)
  }

  private init(_ error: StoreError) {
    switch error.code {
    case .invalidCursor: self.init(.unprocessable, part: "cursor", error.message)
    case .unavailable, .inUse: self.init(.unavailable, "the store cannot be used at present", retryAfter: 5)
    case .damaged, .tooNew: self.init(.internal, "an error inside the server; its log says more")
    }
  }

  private init(_ error: HTTPError) {
    let code = Code.allCases.first { $0.status == error.status }
    self.init(code ?? .invalid, error.body ?? error.status.reasonPhrase)
  }
}
