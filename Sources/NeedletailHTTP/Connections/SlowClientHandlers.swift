import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Sees the bytes of a connection before they are parsed, and keeps its clock.
final class ArrivalHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  fileprivate var clock: ConnectionClock
  fileprivate var giveUp: (ConnectionClock.Delay) -> Void = { _ in }
  private var check: Scheduled<Void>?

  init(_ limits: HTTPSettings.Limits) { clock = ConnectionClock(limits) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    clock.bytesArrived(.now())
    plan(context.eventLoop)
    context.fireChannelRead(data)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    check?.cancel()
    check = nil
    giveUp = { _ in }
  }

  /// Sees to it that somebody looks at the next deadline. One task a connection suffices: it looks again when the
  /// deadline has moved meanwhile, which costs a busy connection one task in so many seconds.
  fileprivate func plan(_ loop: any EventLoop) {
    guard check == nil, let deadline = clock.next else { return }
    check = loop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
      check = nil
      if let delay = clock.delay(at: .now()) { giveUp(delay) } else { plan(loop) }
    }
  }
}

/// Sees requests and answers, and ends connections that are late.
final class PromptnessHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private var arrival: ArrivalHandler?
  private var isAnswering = false
  private var isOver = false

  func handlerAdded(context: ChannelHandlerContext) {
    arrival = try? context.pipeline.syncOperations.handler(type: ArrivalHandler.self)
    arrival?.giveUp = { [self] delay in giveUp(delay, context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    arrival?.giveUp = { _ in }
    arrival = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head: arrival?.clock.headArrived(.now())
    case .body: break
    case .end: arrival?.clock.bodyArrived(.now())
    }
    arrival?.plan(context.eventLoop)
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isOver else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch unwrapOutboundIn(data) {
    case .head: isAnswering = true
    case .body: break
    case .end:
      isAnswering = false
      arrival?.clock.answered(.now())
      arrival?.plan(context.eventLoop)
    }
    context.write(data, promise: promise)
  }

  /// Tells a late client, or the client of a late server, and closes.
  private func giveUp(_ delay: ConnectionClock.Delay, _ context: ChannelHandlerContext) {
    guard !isOver else { return }
    isOver = true
    guard !isAnswering, delay != .remainder else { return context.close(promise: nil) }
    let fault =
      switch delay {
      case .head: RequestFault(.timeout, "the head of the request took too long to arrive")
      case .body, .remainder: RequestFault(.timeout, part: "body", "the body took too long to arrive")
      case .answer: RequestFault(.unavailable, "the answer took too long to make", retryAfter: 1)
      }
    let name = RequestName.fresh()
    var head = FaultDialect.json.response(fault, request: name).head
    head.headerFields[.requestID] = name
    head.headerFields[.connection] = "close"
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(FaultDialect.json.bytes(fault, request: name))), promise: nil)
    let context = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.value.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
      context.value.close(promise: nil)
    }
  }
}
