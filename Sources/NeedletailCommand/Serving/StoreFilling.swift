import Glibc
import Needletail
import NeedletailServing
import NeedletailStore

/// Makes the folder that a server keeps its data in, before it is served for the first time.
struct StoreFilling {
  let reading: ReadingOptions
  let settings: RunOptions

  /// The model of the generated population; the values are those of `needletail demo`.
  private static let model = "ials(dimension=64,epochs=8,unobservedWeight=0.1,l2=0.01)"

  /// Where the server keeps its data: as told, but in DATA when that is a server's folder itself.
  ///
  /// - Throws: `UsageError` when DATA would have to fill a store that is there already.
  func directory(store: String?, data: String?, configured: String) throws -> String {
    let chosen = store ?? configured
    guard let data else { return chosen }
    if store == nil, SQLiteStore.isStore(directory: data) { return data }
    guard !SQLiteStore.isStore(directory: chosen) else {
      throw UsageError(
        "--data fills a new store, and '\(chosen)' is one already: leave --data out to serve it, or name another "
          + "folder with --store")
    }
    return chosen
  }

  /// Fills a new store from a file or folder of interactions.
  func fill(_ directory: String, from source: String) throws {
    let pool = settings.pool()
    try fill(directory, from: try reading.load(source, pool: pool))
  }

  /// Fills a new store with a small generated population, and trains a model on it.
  func fillWithPopulation(_ directory: String) throws {
    Terminal.printError("generating viewers, films and what they watched")
    let pool = settings.pool()
    let simulation = Simulation(users: 5_000, items: 2_000, events: 200_000, seed: settings.seed)
    let data = try simulation.generate(pool: pool).data
    try fill(directory, from: data)
    let model = try Model.train(
      ModelSpecification(parsing: Self.model),
      on: TrainingData(
        log: data.log, userFeatures: data.userFeatures, itemFeatures: data.itemFeatures, pool: pool),
      options: settings.training("training", pool: pool), source: data.source)
    let folder = "\(directory).model"
    defer { DirectoryReplacement.remove(folder) }
    try model.save(to: folder)
    try add(folder, to: directory)
  }

  /// Adds a model to those of a store, to be served from now on.
  func add(_ model: String, to directory: String) throws {
    let registry = try ModelRegistry(directory: ServerFolder.models(in: directory))
    let version = try registry.add(from: model).version
    try registry.setCurrent(version)
    Terminal.printError("\(version) is now the model of \(directory)")
  }

  /// A store is filled aside and takes its place when it is whole.
  private func fill(_ directory: String, from data: DataSet) throws {
    guard rmdir(directory) == 0 || errno == ENOENT else {
      throw UsageError(
        "'\(directory)' is there and no store: name a folder that is new or empty with --store")
    }
    let aside = "\(directory).filling"
    DirectoryReplacement.remove(aside)
    do {
      try write(data, to: aside)
      try DirectoryReplacement.replace(directory, by: aside)
    } catch {
      DirectoryReplacement.remove(aside)
      throw error
    }
    Terminal.printError(
      "stored \(Numbers.grouped(data.log.users.count)) users, \(Numbers.grouped(data.log.items.count)) items and "
        + "\(Numbers.grouped(data.log.count)) events in \(directory)")
  }

  private func write(_ data: DataSet, to directory: String) throws {
    let report = Terminal.progress("storing")
    let store = try SQLiteStore.open(directory: directory)
    do {
      try StoreSeed(data).fill(
        store, now: EngineClock.milliseconds,
        progress: { report(Progress(stage: "change", completed: $0, total: $1)) },
        cancellation: Interruption.cancellation)
    } catch {
      try? store.close()
      throw error
    }
    try store.close()
    Terminal.clearProgress()
  }
}
