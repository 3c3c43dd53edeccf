package import Logging
import NeedletailCore
import NeedletailRetrieval
import NeedletailServing
import NeedletailStore

/// Opens what a configuration names.
package enum ServerOpening {
  /// The store, the model and the engine over both.
  ///
  /// - Throws: `StoreError`, errors of the model's file, and pipelines that do not fit the model.
  /// - Complexity: O(users + items + events).
  package static func open(_ configuration: ServerConfiguration, _ logger: Logger) throws -> ServerState.Parts {
    let store: any Store
    switch configuration.store {
    case .directory(let path): store = try SQLiteStore.open(directory: path)
    case .postgreSQL: throw StoreError(.unavailable, place: "postgresql", "this server was built without PostgreSQL")
    }
    do {
      let model = try configuration.model.map { path in
        (try Model.open(path, registry: .standard), version: name(of: path))
      }
      let engine = try Engine(store: store, model: model, settings: configuration.engine)
      return ServerState.Parts(
        engine: engine, store: store, backups: configuration.store.folder.map { $0 + "/backups" })
    } catch {
      try? store.close()
      throw error
    }
  }

  /// The last part of a path: how the model of a folder is called.
  private static func name(of path: String) -> String {
    path.split(separator: "/").last.map { String($0) } ?? path
  }
}
