import Glibc
import Needletail

/// The randomised singular value decomposition of a folder's training part, as `compare_svd` does with the peer.
///
///     decomposition FOLDER RANK POWER-ITERATIONS REPETITIONS
///
/// Prints the best time in seconds and the sum of the squared singular values: what the approximation captures.
@main
struct Decomposition {
  static func main() throws {
    let arguments = CommandLine.arguments
    let data = try DataReader.read(arguments[1])
    let split = try SplitSpecification(parsing: "given").split(data, seed: 1)[0]
    let matrix = Weighting.binary.matrix(of: split.training)
    let pool = WorkerPool(threads: 2)
    var best = Double.infinity
    var captured = 0.0
    for _ in 0..<Int(arguments[4])! {
      let start = now()
      let svd = try RandomizedSVD(
        of: matrix, rank: Int(arguments[2])!, powerIterations: Int(arguments[3])!, seed: 1, wantsLeft: true,
        pool: pool)
      best = min(best, now() - start)
      captured = svd.singularValues.reduce(0) { $0 + Double($1) * Double($1) }
    }
    print(best, captured)
  }

  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
