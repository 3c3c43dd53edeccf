import NeedletailMath

extension TensorFile {
  /// Writes tensors to a new file and waits until it is on the disk.
  ///
  /// - Returns: the tensors as a manifest lists them, and the digest of the whole file.
  static func write(
    _ tensors: [(name: String, tensor: ModelWriter.Tensor)], to path: String
  ) throws -> (tensors: [ModelManifest.Tensor], digest: String) {
    let layout = try SafetensorsLayout(placing: tensors.map { ($0.name, $0.tensor.type, $0.tensor.shape) })
    var file = try FileWriter(creating: path)
    try file.write(layout.header())
    var listed: [ModelManifest.Tensor] = []
    for (name, tensor) in tensors {
      var digest = SHA256()
      try tensor.forEachBlock { block in
        digest.update(block)
        try file.write(block)
      }
      listed.append(.init(name: name, type: tensor.type, shape: tensor.shape, sha256: digest.hexadecimal()))
      try file.pad(after: tensor.byteCount)
    }
    try file.sync()
    return (listed, file.digest.hexadecimal())
  }
}
