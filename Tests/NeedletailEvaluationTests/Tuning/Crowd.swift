import Glibc
import NeedletailCore
import NeedletailEvaluation
import NeedletailMath
import Synchronization
import TestSupport

/// An algorithm that needs 1000 bytes and says how many of it were being fitted at once.
struct Crowd: Algorithm {
  static let descriptor = AlgorithmDescriptor(
    name: "crowd", summary: "for tests", paper: "",
    hyperparameters: [
      Hyperparameter("number", .integer(default: 1, 1...1000), search: .integers(1...5), "which")
    ],
    memoryFormula: "1000")

  /// Fits that run now, and the most that ran at once.
  static let fits = Mutex((now: 0, most: 0))

  let hyperparameters: HyperparameterValues
  init(_ values: HyperparameterValues) { hyperparameters = values }

  func memoryEstimate(for shape: DataShape, threads: Int) -> MemoryEstimate {
    MemoryEstimate([.init("all", bytes: 1000)])
  }

  func fit(
    _ data: TrainingData, from previous: (any Recommender)?, options: TrainingOptions
  ) throws -> any Recommender {
    Self.fits.withLock { fits in
      fits.now += 1
      fits.most = max(fits.most, fits.now)
    }
    defer { Self.fits.withLock { $0.now -= 1 } }
    usleep(20_000)
    return RankingStub(itemCount: data.matrix.columns) { _, item in Float(item) }
  }

  static func open(_ file: any ModelReader, hyperparameters: HyperparameterValues) throws -> any Recommender {
    throw TrainingError("not opened here")
  }
}
