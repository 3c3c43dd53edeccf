import ArgumentParser
import Glibc
import Needletail
import NeedletailStore
import NeedletailTensor

/// The tool's exit codes, and which error ends with which.
enum ExitStatus {
  static let usage: Int32 = 64
  static let badData: Int32 = 65
  static let missingComponent: Int32 = 69
  static let internalError: Int32 = 70
  static let interrupted: Int32 = 130

  /// Prints the error as people read it and ends the process.
  static func end(with error: any Error) -> Never {
    guard let status = code(for: error) else { NeedletailTool.exit(withError: error) }
    Terminal.clearProgress()
    Terminal.printError("needletail: \(error)")
    exit(status)
  }

  /// The code of an error of ours; nil for what the argument parser knows better.
  static func code(for error: any Error) -> Int32? {
    switch error {
    case is CancelledError: interrupted
    case is UsageError, is SpecificationError, is MetricKeyError: usage
    case let error as StoreError:
      error.code == .inUse || error.code == .unavailable ? missingComponent : badData
    case is TensorBackendError: missingComponent
    case let error as TensorError: error.kind == .device ? missingComponent : internalError
    case is ConfigurationError: badData
    case is DataError, is ModelFileError, is FileAccessError, is TrainingError, is EvaluationError: badData
    case is ExitCode, is CleanExit, is ValidationError: nil
    default: String(reflecting: type(of: error)).hasPrefix("ArgumentParser.") ? nil : internalError
    }
  }
}

/// A combination of arguments that makes no sense.
struct UsageError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }

  /// Reads the value of an option; what is wrong with it is wrong usage, not bad data.
  static func reading<Value>(_ option: String, _ parse: () throws -> Value) throws -> Value {
    do { return try parse() } catch let error as DataError { throw UsageError("\(option): \(error)") }
  }
}
