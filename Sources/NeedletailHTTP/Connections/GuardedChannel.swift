import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL

/// A connection whose client must be prompt.
struct GuardedChannel<Base: HTTPChannelHandler>: ServerChildChannel {
  let base: Base
  let limits: HTTPSettings.Limits

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(ArrivalHandler(limits))
    }.flatMap { base.setup(channel: channel, logger: logger) }
  }

  func handle(value: Base.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}

extension HTTPServerBuilder {
  /// HTTP/1.1 over plain connections or TLS, with the limits of a configuration.
  ///
  /// - Throws: what NIOSSL throws for files that are no certificate or no key.
  static func needletail(_ http: HTTPSettings) throws -> HTTPServerBuilder {
    let limits = http.limits
    let tls = try http.tls.map { files in
      TLSConfiguration.makeServerConfiguration(
        certificateChain: try NIOSSLCertificate.fromPEMFile(files.certificate).map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem)))
    }
    return HTTPServerBuilder { responder in
      let plain = HTTP1Channel(
        responder: responder,
        configuration: .init(
          additionalChannelHandlers: [PromptnessHandler()],
          idleTimeout: .nanoseconds(Int64(limits.idle * 1e9)),
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
            maxHeaderFieldCount: 100)))
      let prompt = GuardedChannel(base: plain, limits: limits)
      if let tls { return try TLSChannel(prompt, tlsConfiguration: tls) }
      return prompt
    }
  }
}
