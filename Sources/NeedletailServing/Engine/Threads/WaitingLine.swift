import Glibc

/// Why work was not let into a line.
enum LineRefusal: Error {
  /// Too much waits already.
  case full
  /// The line is closed.
  case closed
}

/// Work that waits for threads, first come, first served, with a bound.
///
/// Taking shares what waits among the threads that could take it, so that none idles while another has a full
/// batch.
final class WaitingLine<Work: Sendable>: @unchecked Sendable {
  // Every field is read and written under `lock`.
  private var lock = pthread_mutex_t()
  private var arrived = pthread_cond_t()
  private var waiting: [(work: Work, weight: Int)] = []
  private var first = 0
  private var weight = 0
  private var idle = 0
  private var closed = false
  private let bound: Int

  /// An empty line for work of a total weight of at most `bound`.
  init(bound: Int) {
    self.bound = bound
    pthread_mutex_init(&lock, nil)
    pthread_cond_init(&arrived, nil)
  }

  deinit {
    pthread_cond_destroy(&arrived)
    pthread_mutex_destroy(&lock)
  }

  /// Puts work at the end. Work that is heavier than the bound is let in when nothing waits.
  func append(_ work: Work, weight added: Int = 1) throws(LineRefusal) {
    pthread_mutex_lock(&lock)
    defer { pthread_mutex_unlock(&lock) }
    if closed { throw .closed }
    if weight > 0, weight + added > bound { throw .full }
    waiting.append((work, added))
    weight += added
    if idle > 0 { pthread_cond_signal(&arrived) }
  }

  /// The weight of what waits.
  var count: Int {
    pthread_mutex_lock(&lock)
    defer { pthread_mutex_unlock(&lock) }
    return weight
  }

  /// Whether nothing more is let in.
  var isClosed: Bool {
    pthread_mutex_lock(&lock)
    defer { pthread_mutex_unlock(&lock) }
    return closed
  }

  /// Waits for work and takes this thread's share of it, of a total weight of at most `most` unless the first
  /// is heavier; nil when the line is closed and empty.
  func take(atMost most: Int) -> [Work]? {
    pthread_mutex_lock(&lock)
    defer { pthread_mutex_unlock(&lock) }
    while first == waiting.count {
      if closed { return nil }
      idle += 1
      pthread_cond_wait(&arrived, &lock)
      idle -= 1
    }
    let share = min(most, (weight + idle) / (idle + 1))
    var taken: [Work] = []
    var sum = 0
    while first < waiting.count, taken.isEmpty || sum + waiting[first].weight <= share {
      taken.append(waiting[first].work)
      sum += waiting[first].weight
      first += 1
    }
    weight -= sum
    if first == waiting.count || first >= 1_024 {
      waiting.removeSubrange(..<first)
      first = 0
    }
    if first < waiting.count, idle > 0 { pthread_cond_signal(&arrived) }
    return taken
  }

  /// Lets nothing more in; what waits is still taken.
  func close() {
    pthread_mutex_lock(&lock)
    closed = true
    pthread_cond_broadcast(&arrived)
    pthread_mutex_unlock(&lock)
  }
}
