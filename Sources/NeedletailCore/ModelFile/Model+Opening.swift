import NeedletailData
import NeedletailMath

extension Model {
  /// Opens a model; its tensors are mapped, not read.
  ///
  /// Sizes, types, offsets and indices are checked, so that no later use can leave the file; checksums are
  /// `verify`'s.
  /// - Parameters:
  ///   - path: the folder of the model.
  ///   - registry: the algorithms that may have written it.
  /// - Throws: `ModelFileError` that names the file and the part at fault, `FileAccessError`.
  public static func open(_ path: String, registry: AlgorithmRegistry) throws -> Model {
    let manifestPath = "\(path)/\(ModelManifest.fileName)"
    let manifest = try ModelManifest(bytes: readAll(manifestPath), file: manifestPath)
    let type: any Algorithm.Type
    let hyperparameters: HyperparameterValues
    do {
      type = try registry.named(manifest.algorithm)
      hyperparameters = try type.descriptor.complete(manifest.hyperparameters)
    } catch {
      throw ModelFileError(file: manifestPath, part: "key hyperparameters", "\(error)")
    }
    let weighting: Weighting
    do { weighting = try Weighting(parsing: manifest.weighting) } catch {
      throw ModelFileError(file: manifestPath, part: "key weighting", "\(error)")
    }
    let file = try tensors(of: manifest, path)
    func group(_ prefix: String) -> TensorGroup {
      TensorGroup(
        file: file, prefix: prefix, userCount: manifest.data.users, itemCount: manifest.data.items)
    }
    let all = group("")
    let recommender = try type.open(group(modelPrefix), hyperparameters: hyperparameters)
    guard recommender.itemCount == manifest.data.items else {
      throw ModelFileError(
        file: file.path, "expected a model of \(manifest.data.items) items, found \(recommender.itemCount)")
    }
    return Model(
      recommender: recommender,
      users: try all.vocabulary("users", count: manifest.data.users),
      items: try all.vocabulary("items", count: manifest.data.items), weighting: weighting,
      histories: try all.sparse("histories", rows: manifest.data.users, columns: manifest.data.items),
      itemTitles: try all.contains("titles.offsets")
        ? all.strings("titles", count: manifest.data.items) : nil,
      metadata: manifest.metadata)
  }

  /// What stands before the names of the recommender's own tensors.
  static let modelPrefix = "model."

  /// The tensor file of a model, holding exactly the tensors that the manifest lists.
  static func tensors(of manifest: ModelManifest, _ path: String) throws -> TensorFile {
    let file = try TensorFile(path: "\(path)/\(ModelManifest.tensorFileName)")
    let found = file.layout.entries.filter { !SafetensorsLayout.isPadding($0.key) }
    for tensor in manifest.tensors {
      guard let entry = found[tensor.name] else {
        throw file.fault(tensor.name, "listed in the manifest, found none")
      }
      guard entry.type == tensor.type, entry.shape == tensor.shape else {
        throw file.fault(
          tensor.name,
          "the manifest lists \(tensor.type.rawValue) of shape \(tensor.shape), found "
            + "\(entry.type.rawValue) of shape \(entry.shape)")
      }
    }
    let listed = Set(manifest.tensors.map(\.name))
    if let stranger = found.keys.sorted().first(where: { !listed.contains($0) }) {
      throw file.fault(stranger, "not listed in the manifest")
    }
    return file
  }

  /// All bytes of a small file.
  static func readAll(_ path: String) throws -> [UInt8] {
    let mapping = try MappedFile(path: path)
    return mapping.copyBytes(in: 0..<mapping.count)
  }
}
