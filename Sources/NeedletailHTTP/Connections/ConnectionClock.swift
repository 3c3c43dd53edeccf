package import NIOCore

/// What one connection must do by when: send the head of a request, send its body, be answered.
///
/// A client may rest between requests (the idle limit is another's business), but once the first byte of a request
/// has come, it has so long for the head and then for the body, however slowly it drips; and the server has so
/// long to answer. Pure bookkeeping: times come in, deadlines come out.
package struct ConnectionClock: Sendable {
  /// What a connection is late with.
  package enum Delay: Sendable, Hashable {
    /// The head of a request.
    case head
    /// The body of a request.
    case body
    /// The answer to a request.
    case answer
    /// The end of a body that nobody waits for, the answer being given.
    case remainder
  }

  private let limits: HTTPSettings.Limits
  private var arrival: (delay: Delay, deadline: NIODeadline)?
  private var unanswered = 0
  private var answerDeadline: NIODeadline?

  /// How long the rest of a body is read that was answered before its end.
  static let remainder = TimeAmount.seconds(2)

  /// The clock of a new connection.
  package init(_ limits: HTTPSettings.Limits) { self.limits = limits }

  /// Bytes came.
  package mutating func bytesArrived(_ now: NIODeadline) {
    if arrival == nil { arrival = (.head, now + limits.readHead.time) }
  }

  /// A head is complete.
  package mutating func headArrived(_ now: NIODeadline) {
    arrival = (.body, now + limits.readBody.time)
    unanswered += 1
    if answerDeadline == nil { answerDeadline = now + (limits.readBody + limits.request).time }
  }

  /// A body is complete.
  package mutating func bodyArrived(_ now: NIODeadline) {
    arrival = nil
    if unanswered == 1 { answerDeadline = now + limits.request.time }
  }

  /// An answer is complete.
  package mutating func answered(_ now: NIODeadline) {
    unanswered = max(0, unanswered - 1)
    answerDeadline = unanswered > 0 ? now + limits.request.time : nil
    if unanswered == 0, let waiting = arrival, waiting.delay == .body {
      arrival = (.remainder, min(waiting.deadline, now + Self.remainder))
    }
  }

  /// The next deadline; nil when nothing is awaited.
  package var next: NIODeadline? {
    [arrival?.deadline, answerDeadline].compactMap { $0 }.min()
  }

  /// What is late.
  package func delay(at now: NIODeadline) -> Delay? {
    if let arrival, arrival.deadline <= now { return arrival.delay }
    if let answerDeadline, answerDeadline <= now { return .answer }
    return nil
  }
}

extension Double {
  fileprivate var time: TimeAmount { .nanoseconds(Int64(self * 1e9)) }
}
