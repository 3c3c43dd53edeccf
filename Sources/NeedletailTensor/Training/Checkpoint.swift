import FoundationEssentials
import Glibc
import NeedletailCore
import NeedletailMath

/// The whole state of a training between two steps, as plain values: from it the training goes on to the same bits, on
/// the same build of LibTorch with as many threads.
struct Checkpoint: Sendable, Equatable {
  /// What is not a tensor: `checkpoint.json`.
  struct Manifest: Codable, Sendable, Equatable {
    /// The version of the format.
    var format = 1
    /// What is trained on what.
    var run: String
    /// Steps, epochs, and batches and examples of the present epoch that are done.
    var step: Int
    var epoch: Int
    var batch: Int
    var examples: Int
    var plateau: PlateauSchedule?
    /// Where and by what it was computed.
    var device: String
    var torch: String
    /// The digest of the file of tensors, set when it is written.
    var tensorFileSHA256 = ""
  }

  static let manifestName = "checkpoint.json"
  static let tensorFileName = "tensors.safetensors"

  var manifest: Manifest
  /// By path: "parameters.…", "buffers.…", "optimizer.…", "extra.…", "random", "lossSum".
  var tensors: [String: HostTensor]

  /// Writes the checkpoint to a folder: beside the place, synced and renamed, so that an earlier one there is replaced as
  /// a whole or not at all.
  ///
  /// - Throws: `FileAccessError`.
  func save(to path: String) throws {
    let aside = "\(path).partial-\(getpid())"
    DirectoryReplacement.remove(aside)
    guard mkdir(aside, 0o755) == 0 else {
      throw FileAccessError(path: aside, action: "create", errorNumber: errno)
    }
    do {
      var manifest = manifest
      manifest.tensorFileSHA256 = try TensorArchive.write(
        tensors.sorted { $0.key < $1.key }.map { ($0.key, $0.value.entry) },
        to: "\(aside)/\(Self.tensorFileName)")
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
      try TensorArchive.write(
        text: [UInt8](try encoder.encode(manifest)) + [UInt8(ascii: "\n")],
        to: "\(aside)/\(Self.manifestName)")
      try DirectoryReplacement.sync(folder: aside)
      try DirectoryReplacement.replace(path, by: aside)
    } catch {
      DirectoryReplacement.remove(aside)
      throw error
    }
  }

  /// Reads the checkpoint of a plan; nil when its folder does not exist.
  ///
  /// - Throws: `ModelFileError` when it is damaged or another run's, `FileAccessError`.
  init?(ifPresentIn plan: CheckpointPlan) throws {
    guard access(plan.path, F_OK) == 0 else { return nil }
    try self.init(path: plan.path)
    guard manifest.run == plan.run else {
      throw ModelFileError(
        file: plan.path, part: "key run",
        "expected a checkpoint of \(plan.run), found one of \(manifest.run); remove it or name another folder"
      )
    }
  }

  /// Reads a checkpoint.
  ///
  /// - Throws: `ModelFileError`, `FileAccessError`.
  init(path: String) throws {
    let file = "\(path)/\(Self.manifestName)"
    let mapping = try MappedFile(path: file)
    do {
      manifest = try JSONDecoder().decode(Manifest.self, from: Data(mapping.copyBytes(in: 0..<mapping.count)))
    } catch {
      throw ModelFileError(file: file, "expected the state of a training in JSON: \(error)")
    }
    guard manifest.format == 1 else {
      throw ModelFileError(file: file, part: "key format", "expected 1, found \(manifest.format)")
    }
    let archive = try TensorArchive(path: "\(path)/\(Self.tensorFileName)")
    guard archive.checksum() == manifest.tensorFileSHA256 else {
      throw ModelFileError(
        file: "\(path)/\(Self.tensorFileName)", "the checksum is not the one in \(Self.manifestName)")
    }
    tensors = Dictionary(uniqueKeysWithValues: archive.names.map { ($0, HostTensor(archive[$0]!)) })
  }

  init(manifest: Manifest, tensors: [String: HostTensor]) {
    self.manifest = manifest
    self.tensors = tensors
  }
}

extension HostTensor {
  /// The tensor as a file keeps it.
  fileprivate var entry: TensorArchive.Entry {
    let stored: TensorType =
      switch type {
      case .uint8: .uint8
      case .int32: .int32
      case .int64: .int64
      case .float16: .float16
      case .float32: .float32
      case .float64: .float64
      case .bool: .bool
      case .bfloat16: .bfloat16
      }
    return TensorArchive.Entry(type: stored, shape: shape, bytes: bytes)
  }

  /// A tensor of a file.
  fileprivate init(_ entry: TensorArchive.Entry) {
    let type: DataType =
      switch entry.type {
      case .uint8: .uint8
      case .int32: .int32
      case .int64: .int64
      case .float16: .float16
      case .float32: .float32
      case .float64: .float64
      case .bool: .bool
      case .bfloat16: .bfloat16
      }
    self.init(type: type, shape: entry.shape, bytes: entry.bytes)
  }
}
