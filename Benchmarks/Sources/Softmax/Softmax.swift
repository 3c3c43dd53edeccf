import Foundation
import NeedletailMath
import NeedletailTensor

/// Our side of `Benchmarks/neural/compare_softmax.py`: steps of the softmax over a catalogue, on demand.
///
///     softmax FOLDER QUERIES ITEMS DIMENSION THREADS
///
/// The folder holds the inputs as raw little-endian numbers: `queries`, `items` (32-bit floats), `targets` (32-bit
/// integers). A line `step` or `evaluate` on standard input runs forward and backward, or forward alone, and answers
/// with the loss, the seconds and the
/// seconds of the processor; `peak` answers with the peak of resident bytes over those before the first step;
/// `write` puts `queries.gradient` and `items.gradient` into the folder.
@main
struct Softmax {
  static func main() throws {
    let arguments = CommandLine.arguments
    let numbers = arguments.dropFirst(2).compactMap { Int($0) }
    guard arguments.count == 6, numbers.count == 4 else {
      FileHandle.standardError.write(Data("softmax FOLDER QUERIES ITEMS DIMENSION THREADS\n".utf8))
      exit(64)
    }
    let folder = URL(filePath: arguments[1])
    let (n, m, d) = (numbers[0], numbers[1], numbers[2])
    let queries: [Float] = try read(folder.appending(path: "queries"), count: n * d)
    let items: [Float] = try read(folder.appending(path: "items"), count: m * d)
    let targets: [Int32] = try read(folder.appending(path: "targets"), count: n)
    var queryGradients = [Float](repeating: 0, count: n * d)
    var itemGradients = [Float](repeating: 0, count: m * d)
    let workspace = SoftmaxWorkspace(pool: WorkerPool(threads: numbers[3]))
    let softmax = CatalogueSoftmax()
    let peak = PeakMemory()

    while let command = readLine() {
      switch command {
      case "step", "evaluate":
        let clock = ContinuousClock()
        let (start, work) = (clock.now, processorSeconds)
        let loss = try queryGradients.withUnsafeMutableBufferPointer { queryGradients in
          try itemGradients.withUnsafeMutableBufferPointer { itemGradients in
            try softmax.loss(
              SoftmaxBatch(
                queries: queries, queryCount: n, items: items, itemCount: m, dimension: d, targets: targets),
              gradients: command == "step"
                ? SoftmaxGradients(queries: queryGradients.baseAddress!, items: itemGradients.baseAddress!)
                : nil,
              in: workspace)
          }
        }
        answer("\(loss) \((clock.now - start) / .seconds(1)) \(processorSeconds - work)")
      case "peak": answer("\((peak.bytes ?? 0) - peak.baseline)")
      case "write":
        try queryGradients.withUnsafeBytes {
          try Data($0).write(to: folder.appending(path: "queries.gradient"))
        }
        try itemGradients.withUnsafeBytes { try Data($0).write(to: folder.appending(path: "items.gradient")) }
        answer("written")
      default: answer("no command '\(command)'")
      }
    }
  }

  /// The seconds of all threads in this process.
  private static var processorSeconds: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6 }
  }

  /// Writes a line at once.
  private static func answer(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

  private static func read<Element: BitwiseCopyable>(_ file: URL, count: Int) throws -> [Element] {
    let data = try Data(contentsOf: file)
    precondition(data.count == count * MemoryLayout<Element>.stride, "\(file.path) has \(data.count) bytes")
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      _ = data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
      initialized = count
    }
  }
}
