import Glibc
import NeedletailMath
import Synchronization

/// Keeps a record of every answer in segment files, written by a thread of its own.
///
/// `record` never waits for the disk: when too many records wait, further ones are dropped and counted. A crash of
/// the process loses what waited, a power cut also what was not synced yet (`ExposureSettings.syncInterval`); what
/// is half written is cut off when the log is opened again.
public final class ExposureLog: ExposureSink {
  /// Where the segments are.
  public let directory: String
  let settings: ExposureSettings
  let queue = Mutex(Queue())
  let bell = Bell()
  /// The files; held by the writer while it writes, and for the moment of starting a new segment.
  let files: Mutex<ExposureFiles>
  /// Held while segments are rewritten or removed.
  let maintenance = Mutex(())
  private let thread = Mutex<JoinableThread?>(nil)

  struct Queue {
    var waiting: [Exposure] = []
    var erased: Set<Int32> = []
    var dropped = 0
    var written = 0
    var isClosed = false
  }

  /// Opens the log of a directory, making it when it is not there, and cuts off a torn end.
  ///
  /// - Throws: `FileAccessError`.
  public init(directory: String, settings: ExposureSettings = ExposureSettings()) throws {
    self.directory = directory
    self.settings = settings
    files = Mutex(try ExposureFiles(directory: directory))
    thread.withLock { $0 = JoinableThread { [weak self] in self?.writeUntilClosed() } }
  }

  /// Takes one record, or drops and counts it. It waits for nothing but other callers of this.
  public func record(_ exposure: Exposure) {
    let isHalfFull = queue.withLock { queue in
      guard !queue.isClosed, queue.waiting.count < settings.queue else {
        queue.dropped += 1
        return false
      }
      queue.waiting.append(exposure)
      return queue.waiting.count == settings.queue / 2
    }
    if isHalfFull { bell.ring() }
  }

  /// What was done since the log was opened.
  public var statistics: ExposureStatistics {
    var result = ExposureStatistics()
    queue.withLock { queue in
      result.written = queue.written
      result.dropped = queue.dropped
      result.waiting = queue.waiting.count
    }
    files.withLock { files in
      result.bytes = files.bytes
      result.segments = files.segments.count
      result.fault = files.fault
    }
    return result
  }

  /// Writes and syncs everything that was taken before the call. Blocks.
  public func flush() {
    writeWaiting()
    files.withLock { $0.sync() }
  }

  /// Writes and syncs what waits, and ends the thread; records that come later are dropped. Blocks.
  public func close() {
    queue.withLock { $0.isClosed = true }
    bell.ring()
    thread.withLock { thread in
      thread?.join()
      thread = nil
    }
    flush()
  }

  private func writeUntilClosed() {
    var synced = EngineClock.nanoseconds
    while !queue.withLock({ $0.isClosed }) {
      bell.wait(seconds: settings.writeInterval)
      writeWaiting()
      if Double(EngineClock.nanoseconds - synced) * 1e-9 >= settings.syncInterval {
        files.withLock { $0.sync() }
        synced = EngineClock.nanoseconds
      }
      removeOldest()
    }
  }

  /// Records of a block at most.
  private static let blockRecords = 1024

  /// Writes what waits.
  func writeWaiting() {
    files.withLock { files in
      // Taken under the lock of the files, so that records are written in the order of their coming.
      let (records, erased) = queue.withLock { queue in
        defer { queue.waiting.removeAll(keepingCapacity: true) }
        return (queue.waiting, queue.erased)
      }
      let kept = erased.isEmpty ? records : records.filter { $0.user.map { !erased.contains($0) } ?? true }
      var written = 0
      var dropped = 0
      for start in stride(from: 0, to: kept.count, by: Self.blockRecords) {
        let part = kept[start..<min(start + Self.blockRecords, kept.count)]
        if files.append(ExposureBlock.encode(part), segmentBytes: settings.segmentBytes) {
          written += part.count
        } else {
          dropped += part.count
        }
      }
      queue.withLock { queue in
        queue.written += written
        queue.dropped += dropped
      }
    }
  }

  /// Removes the oldest segments while all together are too large.
  func removeOldest() {
    // An erasure that is under way goes first; the next round will do.
    maintenance.withLockIfAvailable { _ in
      files.withLock { files in
        while files.bytes > settings.keptBytes, files.removeOldest() {}
      }
    }
  }
}
