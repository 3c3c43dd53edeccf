import ArgumentParser
import Needletail

/// Where a result goes.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print the result as JSON.")
  var json = false

  @Option(help: ArgumentHelp("Write the result as JSON to a file.", valueName: "file"))
  var output: String?

  /// Prints JSON or text, and writes the JSON to a file when asked to.
  func emit(json text: @autoclosure () throws -> String, text readable: @autoclosure () -> String) throws {
    Terminal.clearProgress()
    if let output { try JSONOutput.write(try text() + "\n", to: output) }
    print(json ? try text() : readable())
  }
}
