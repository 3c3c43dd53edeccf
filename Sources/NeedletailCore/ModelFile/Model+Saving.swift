import Glibc
import NeedletailData
import NeedletailMath

extension Model {
  /// Writes the model to a folder: `manifest.json` and `tensors.safetensors`.
  ///
  /// It is written beside the place, synced and renamed: an earlier model there is replaced as a whole or not
  /// at all. The same model gives the same bytes.
  /// - Throws: `ModelFileError` when something else than a model is there, `FileAccessError`.
  public func save(to path: String) throws {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    try refuseToReplaceAnythingButAModel(path)
    let aside = "\(path).partial-\(getpid())"
    DirectoryReplacement.remove(aside)
    guard mkdir(aside, 0o755) == 0 else {
      throw FileAccessError(path: aside, action: "create", errorNumber: errno)
    }
    do {
      try write(to: aside)
      try DirectoryReplacement.sync(folder: aside)
      try DirectoryReplacement.replace(path, by: aside)
    } catch {
      DirectoryReplacement.remove(aside)
      throw error
    }
  }

  private func refuseToReplaceAnythingButAModel(_ path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw ModelFileError(file: path, "exists and is not a model; remove it or name another place")
    }
    // An empty folder may be taken.
    guard rmdir(path) != 0, access("\(path)/\(ModelManifest.fileName)", F_OK) != 0 else { return }
    throw ModelFileError(
      file: path, "exists and holds no \(ModelManifest.fileName); remove it or name another place")
  }

  private func write(to folder: String) throws {
    let (listed, digest) = try TensorFile.write(
      try allTensors(), to: "\(folder)/\(ModelManifest.tensorFileName)")
    let algorithm = recommender.algorithm
    let manifest = ModelManifest(
      algorithm: type(of: algorithm).name, specification: specification.fullDescription,
      hyperparameters: algorithm.hyperparameters.values, weighting: weighting.description,
      data: .init(users: users.count, items: items.count, interactions: histories.count),
      metadata: metadata, tensors: listed, tensorFileSHA256: digest)
    var text = try FileWriter(creating: "\(folder)/\(ModelManifest.fileName)")
    try text.write(manifest.sealed())
    try text.sync()
  }

  private func allTensors() throws -> [(name: String, tensor: ModelWriter.Tensor)] {
    var writer = ModelWriter()
    writer.add("users", users)
    writer.add("items", items)
    writer.add("histories", histories)
    if let itemTitles { writer.add("titles", texts: itemTitles) }
    var own = ModelWriter()
    try recommender.write(to: &own)
    writer.add(Self.modelPrefix, own)
    return writer.tensors
  }
}
