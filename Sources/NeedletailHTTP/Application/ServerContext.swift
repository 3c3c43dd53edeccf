package import Hummingbird
import Logging
import NIOCore

/// What goes along with one request: its name, who asks, and since when.
package struct ServerContext: RequestContext {
  /// What Hummingbird keeps: the logger, the path's pattern and its parameters.
  package var coreContext: CoreRequestContextStorage
  /// The name of the request in answers and in the log.
  package var requestID = ""
  /// Who asks; nobody in particular until the request was admitted.
  package var caller = Caller.nobody
  /// The address the connection comes from, without a port; empty when unknown.
  package let address: String
  /// When the request was taken up.
  package let start: ContinuousClock.Instant

  /// The context of a request that came over a connection.
  package init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    address = source.channel.remoteAddress?.ipAddress ?? ""
    start = .now
  }
}
