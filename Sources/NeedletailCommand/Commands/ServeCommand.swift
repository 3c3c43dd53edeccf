import ArgumentParser
import FoundationEssentials
import Glibc
import Needletail
import NeedletailHTTP
import NeedletailServing
import NeedletailStore

/// `needletail serve`.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve recommendations over HTTP, and take in what happens.",
    discussion: """
      Alone it generates the demo's viewers and serves them on http://127.0.0.1:8080. With --data it serves your own: \
      a new store is filled from a file or folder of interactions, an existing one goes on where it was. With --config \
      it does what needletail.yaml says. Stop it with Control-C: it ends what is under way first.

      Every key of the configuration can be set by the environment, as in NEEDLETAIL_SERVE_HTTP_PORT=8081.
      """)

  @Option(help: ArgumentHelp("The configuration; without it defaults apply.", valueName: "needletail.yaml"))
  var config: String?

  @Option(help: ArgumentHelp("The folder that the server keeps its data in.", valueName: "folder"))
  var store: String?

  @Option(help: "A file or folder of interactions that fills a new store, or a server's folder.")
  var data: String?

  @Option(help: ArgumentHelp("A trained model to deploy.", valueName: "folder"))
  var model: String?

  @Flag(help: "Start a new store with nothing in it.")
  var empty = false

  @Option(help: "The address to listen on.")
  var host: String?

  @Option(help: "The port to listen on; 0 for any free one.")
  var port: Int?

  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup var settings: RunOptions

  func validate() throws {
    if empty, data != nil { throw ValidationError("--empty and --data exclude each other") }
    if let port, !(0...65535).contains(port) { throw ValidationError("--port takes 0 to 65535, not \(port)") }
  }

  func run() throws {
    var configuration = try self.configuration()
    if let host { configuration.http.host = host }
    if let port { configuration.http.port = port }
    let filling = StoreFilling(reading: reading, settings: settings)
    configuration.store.directory = try filling.directory(
      store: store, data: data, configured: configuration.store.directory)
    let directory = configuration.store.directory
    if configuration.store.postgreSQL != nil {
      guard data == nil else {
        throw UsageError("--data fills a store in a folder; the configuration names a database")
      }
    } else if !SQLiteStore.isStore(directory: directory) {
      if let data {
        try filling.fill(directory, from: data)
      } else if !empty, config == nil {
        try filling.fillWithPopulation(directory)
      }
    }
    if let model { try filling.add(model, to: directory) }
    Terminal.clearProgress()
    try Self.serve(configuration)
  }

  /// The configuration of the file and the environment.
  private func configuration() throws -> ServerConfiguration {
    let text = try config.map { path in
      let mapping = try MappedFile(path: path)
      return String(decoding: mapping.copyBytes(in: 0..<mapping.count), as: UTF8.self)
    }
    return try ServerConfiguration(
      parsing: text ?? "", file: config ?? "configuration", environment: ProcessInfo.processInfo.environment)
  }

  /// Runs the server on this thread until it was asked to stop and has ended what was under way.
  private static func serve(_ configuration: ServerConfiguration) throws {
    let outcome = Outcome()
    Task.detached {
      do {
        try await Server.run(configuration)
        outcome.set(.success(()))
      } catch {
        outcome.set(.failure(error))
      }
    }
    try outcome.wait().get()
  }
}
