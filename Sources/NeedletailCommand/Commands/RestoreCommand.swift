import ArgumentParser
import NeedletailStore

/// `needletail restore FILE --to FOLDER`.
struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a copy of a store back, checked before and after.",
    discussion: "A store that is there is replaced; one that a server uses is left alone.")

  @Argument(help: "The copy that 'backup' or a server made.")
  var file: String

  @Option(help: ArgumentHelp("The server's folder.", valueName: "folder"))
  var to: String

  func run() throws {
    try SQLiteStore.restore(from: file, to: to)
    print("Restored \(to) from \(file)")
  }
}
