import ArgumentParser
import NeedletailStore

/// `needletail backup STORE --to FILE`.
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the store of a server that does not run, checked before the copy takes its name.",
    discussion: "A server that runs makes copies itself, while it goes on: POST /v1/backups.")

  @Argument(help: "The server's folder, or postgresql://user@host/database.")
  var store: String

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
  var to: String

  func run() throws {
    let opened = try open()
    do { try opened.backup(to: to) } catch {
      try? opened.close()
      throw error
    }
    try opened.close()
    print("Wrote \(to)")
  }

  private func open() throws -> any Store {
    let location = StoreLocation(store)
    if case .directory(let path) = location, !SQLiteStore.isStore(directory: path) {
      throw StoreError(.damaged, place: path, "expected a server's folder, found no needletail.sqlite in it")
    }
    return try location.open()
  }
}
