import ArgumentParser
import Needletail

/// What every command that computes takes.
struct RunOptions: ParsableArguments {
  @Option(help: "Threads of numeric work; results do not depend on it.")
  var threads: Int = WorkerPool.processorCount

  @Option(help: "The seed of every random choice.")
  var seed: UInt64 = 1

  @Option(help: "Memory that a fit may use, in GB (default: what the machine has available).")
  var memory: Double?

  @Option(help: DeviceChoice.help, transform: DeviceChoice.reading)
  var device = DeviceChoice.auto

  @Flag(help: "Say on standard error what is being used: threads and processor kernels.")
  var verbose = false

  func validate() throws {
    guard (1...1024).contains(threads) else {
      throw ValidationError("--threads takes 1 to 1024, not \(threads)")
    }
    if let memory, !(memory > 0) { throw ValidationError("--memory takes a positive number of GB") }
  }

  /// The threads, made once a run.
  func pool() -> WorkerPool {
    if verbose {
      Terminal.printError("threads: \(threads); OpenBLAS kernels: \(BLAS.coreName), one thread each")
    }
    return WorkerPool(threads: threads)
  }

  /// The options of a fit under a label for its progress line.
  func training(_ label: String, pool: WorkerPool) -> TrainingOptions {
    TrainingOptions(
      seed: seed, pool: pool, memoryLimit: memory.map { Int($0 * 1e9) },
      progress: Terminal.progress(label), notice: { Terminal.printError($0) },
      cancellation: Interruption.cancellation, device: device)
  }
}

extension DeviceChoice {
  /// The help of `--device`.
  static let help = ArgumentHelp(
    "Where neural models compute; auto takes a CUDA device if there is one.", valueName: "auto|cpu|cuda")

  /// Reads the value of `--device`.
  static func reading(_ text: String) throws -> DeviceChoice {
    guard let choice = DeviceChoice(rawValue: text) else {
      throw ValidationError(
        "--device takes \(allCases.map(\.rawValue).joined(separator: ", ")), not '\(text)'")
    }
    return choice
  }
}
