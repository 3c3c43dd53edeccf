import NeedletailServing

/// A keeper of models as the routes ask it.
struct KeptModels: ModelKeeping {
  let keeper: ModelKeeper

  func versions() -> [KeptModel] {
    let current = keeper.registry.current
    return keeper.registry.versions.map { record in
      KeptModel(
        version: record.version.description, specification: record.specification, created: record.added,
        isDeployed: record.version == current,
        metrics: (record.verdict?.metrics ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
  }

  func deploy(_ version: String) async throws { _ = try await keeper.deploy(version) }

  func rollBack() async throws {
    do { _ = try await keeper.rollBack() } catch let error as ServingError where error.code == .notFound {
      throw RequestFault(.conflict, error.message)
    }
  }

  func train() throws {
    do { try keeper.train() } catch let error as ServingError { throw RequestFault(.conflict, error.message) }
  }
}
