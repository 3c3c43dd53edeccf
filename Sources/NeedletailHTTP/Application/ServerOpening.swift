import Logging
import NeedletailCore
import NeedletailRetrieval
import NeedletailServing
import NeedletailStore

/// Opens the parts of a server in their order: the store, the model, the engine over both.
enum ServerOpening {
  /// The parts that a configuration asks for.
  ///
  /// - Throws: what cannot be opened; a model that cannot is told in the log and left out.
  static func parts(_ configuration: ServerConfiguration, _ logger: Logger) throws -> ServerState.Parts {
    let store = try self.store(configuration.store)
    var model: (Model, version: String)?
    if let path = configuration.model { model = (try Model.open(path), version: "v1") }
    do {
      return ServerState.Parts(
        engine: try Engine(store: store, model: model, settings: configuration.engine), store: store,
        backups: configuration.store.folder.map { "\($0)/backups" })
    } catch {
      try? store.close()
      throw error
    }
  }

  private static func store(_ settings: StoreSettings) throws -> any Store {
    switch settings {
    case .directory(let path): try SQLiteStore.open(directory: path)
    case .postgreSQL(let url): fatalError(url)
    }
  }
}
