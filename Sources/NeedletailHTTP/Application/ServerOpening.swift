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
  package static func open(_ configuration: ServerConfiguration, _ logger: Logger) throws -> ServerState.Parts
  {
    let store = try configuration.store.location.open()
    do {
      return try parts(configuration, store, logger)
    } catch {
      try? store.close()
      throw error
    }
  }

  private static func parts(
    _ configuration: ServerConfiguration, _ store: any Store, _ logger: Logger
  ) throws -> ServerState.Parts {
    let folder = configuration.store.directory
    let registry = try ModelRegistry(
      directory: ServerFolder.models(in: folder), kept: configuration.training?.kept ?? 5,
      algorithms: .standard)
    let exposures = try configuration.exposures.map {
      try ExposureLog(directory: ServerFolder.exposures(in: folder), settings: $0)
    }
    do {
      let engine = try Engine(
        store: store, model: try given(configuration) ?? newest(registry, logger),
        settings: configuration.engine,
        exposures: exposures)
      let keeper = ModelKeeper(
        registry: registry, engine: engine, data: configuration.store.text, settings: configuration.training)
      keeper.start()
      return ServerState.Parts(
        engine: engine, store: store, keeper: KeptModels(keeper: keeper), exposures: exposures,
        backups: ServerFolder.backups(in: folder), stopping: { await keeper.stop() })
    } catch {
      exposures?.close()
      throw error
    }
  }

  /// The model that the configuration names.
  private static func given(_ configuration: ServerConfiguration) throws -> (Model, version: String)? {
    try configuration.model.map { (try Model.open($0, registry: .standard), version: name(of: $0)) }
  }

  /// The model that answered last, or the newest sound one.
  private static func newest(_ registry: ModelRegistry, _ logger: Logger) -> (Model, version: String)? {
    let opened = registry.openForServing()
    for finding in registry.findings {
      logger.warning("a model cannot answer", metadata: ["reason": "\(finding)"])
    }
    guard let opened else { return nil }
    return (opened.model, version: opened.version.description)
  }

  /// The last part of a path: how the model of a folder is called.
  private static func name(of path: String) -> String {
    path.split(separator: "/").last.map { String($0) } ?? path
  }
}
