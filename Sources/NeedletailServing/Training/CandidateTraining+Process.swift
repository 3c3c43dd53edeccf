import Glibc
public import NeedletailCore
public import NeedletailData
public import NeedletailMath
public import NeedletailStore
import Synchronization

extension CandidateTraining {
  /// The whole of `needletail train-candidate`: reads a request from standard input (one line of JSON), trains, and
  /// writes progress and the verdict to standard output, a line of JSON each.
  ///
  /// The end of standard input means that the server is gone: the training stops then.
  /// - Parameters:
  ///   - algorithms: what opens models and reads specifications.
  ///   - cancellation: asks the work to stop.
  ///   - read: the data of a place at one moment; by default those of a store that a server may own.
  /// - Returns: whether there was a verdict; otherwise the reason is the last line.
  public static func answerStandardInput(
    algorithms: AlgorithmRegistry, cancellation: Cancellation,
    read: (String) throws -> (data: DataSet, sequence: Int64) = { try StoreLocation($0).dataSet() }
  ) -> Bool {
    let output = MessageOutput()
    do {
      let request = try RegistryFiles.decode(Request.self, from: readLine())
      watchForTheEnd(cancellation)
      let training = CandidateTraining(
        request, algorithms: algorithms, progress: { output.write($0) }, cancellation: cancellation)
      let verdict = try training.run(now: EngineClock.milliseconds) { try read(request.data) }
      output.write(CandidateMessage(verdict: verdict))
      return true
    } catch {
      output.write(CandidateMessage(failure: "\(error)"))
      return false
    }
  }

  /// The bytes of standard input up to the end of its first line.
  private static func readLine() -> [UInt8] {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while line.count < ChildProcess.longestLine, read(STDIN_FILENO, &byte, 1) == 1, byte != UInt8(ascii: "\n")
    {
      line.append(byte)
    }
    return line
  }

  private static func watchForTheEnd(_ cancellation: Cancellation) {
    _ = JoinableThread {
      var byte: UInt8 = 0
      while true {
        let count = read(STDIN_FILENO, &byte, 1)
        if count == 0 || (count < 0 && errno != EINTR) { break }
      }
      cancellation.cancel()
    }
  }

  /// Writes messages, progress of one stage no more than ten times a second.
  private final class MessageOutput: Sendable {
    private let last = Mutex<(stage: String, time: UInt64)>((stage: "", time: 0))

    func write(_ progress: Progress) {
      let now = EngineClock.nanoseconds
      let isDue = last.withLock { last in
        guard progress.stage != last.stage || now - last.time > 100_000_000 else { return false }
        last = (progress.stage, now)
        return true
      }
      guard isDue else { return }
      write(
        CandidateMessage(
          step: .init(
            stage: progress.stage, completed: progress.completed, total: progress.total, note: progress.note))
      )
    }

    func write(_ message: CandidateMessage) {
      // What cannot be encoded would be a fault of ours; the server then says that no verdict came.
      guard let bytes = try? RegistryFiles.json(message) else { return }
      last.withLock { _ in
        try? bytes.withUnsafeBytes {
          try RegistryFiles.writeAll($0, to: STDOUT_FILENO, path: "standard output")
        }
      }
    }
  }
}
