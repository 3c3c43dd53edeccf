import NeedletailCore

extension TrainingLoop {
  /// The state as plain values.
  ///
  /// - Parameter run: what is trained on what.
  /// - Throws: `TensorError`, what the task throws.
  func checkpoint(of task: some TrainingTask, run: String) throws -> Checkpoint {
    var tensors = ["random": try randomState.host(), "lossSum": try lossSum.host()]
    for (path, tensor) in kept { tensors[path] = try tensor.host() }
    for (name, tensor) in try task.extraState { tensors["extra.\(name)"] = tensor }
    return Checkpoint(
      manifest: .init(
        run: run, step: optimizer.step, epoch: epoch, batch: batch, examples: examples, plateau: plateau,
        device: "\(settings.device)", torch: TensorRuntime.version),
      tensors: tensors)
  }

  /// Goes on where a checkpoint was written.
  ///
  /// - Throws: `ModelFileError` when a tensor is absent or of another shape, `TensorError`, what the task throws.
  func restore(_ checkpoint: Checkpoint, task: inout some TrainingTask) throws {
    func stored(_ path: String) throws -> HostTensor {
      guard let tensor = checkpoint.tensors[path] else {
        throw ModelFileError(
          file: Checkpoint.tensorFileName, part: "tensor '\(path)'", "expected a tensor, found none")
      }
      return tensor
    }
    for (path, tensor) in kept + [("lossSum", lossSum)] {
      let source = try stored(path)
      guard source.shape == tensor.shape, source.type == tensor.dataType else {
        throw ModelFileError(
          file: Checkpoint.tensorFileName, part: "tensor '\(path)'",
          "expected shape \(tensor.shape) of \(tensor.dataType), found \(source.shape) of \(source.type)")
      }
      withoutGradients { tensor.assign(Tensor(source, device: tensor.device)) }
    }
    randomState = Tensor(try stored("random"))
    let prefix = "extra."
    try task.restore(
      extraState: Dictionary(
        uniqueKeysWithValues: checkpoint.tensors.filter { $0.key.hasPrefix(prefix) }.map {
          (String($0.key.dropFirst(prefix.count)), $0.value)
        }))
    let manifest = checkpoint.manifest
    optimizer.resume(atStep: manifest.step)
    (epoch, batch, examples, plateau) = (manifest.epoch, manifest.batch, manifest.examples, manifest.plateau)
  }

  /// The tensors of network and optimiser under their paths in a checkpoint.
  private var kept: [(String, Tensor)] {
    func named(_ part: String, _ tensors: [NamedTensor]) -> [(String, Tensor)] {
      tensors.map { ("\(part).\($0.name)", $0.tensor) }
    }
    return named("parameters", layers.parameters) + named("buffers", layers.buffers)
      + named("optimizer", optimizer.state)
  }
}
