import NeedletailMath

/// The outcome of `Model.verify`: every checksum that a model file carries, and whether it held.
public struct ModelVerification: Sendable, Equatable {
  /// One checksum.
  public struct Check: Sendable, Equatable {
    /// What was checked: "manifest.json", "tensor 'model.weights'".
    public var part: String
    /// What the manifest says.
    public var expected: String
    /// What was computed; for the manifest's own seal, empty when it does not hold.
    public var found: String
    /// Whether both agree.
    public var isIntact: Bool { expected == found }
  }

  /// The specification of the model.
  public var specification: String
  /// All checks: the manifest, then each tensor, then the whole tensor file.
  public var checks: [Check]
  /// Whether all checks held.
  public var isIntact: Bool { checks.allSatisfy(\.isIntact) }
}

extension Model {
  /// Computes all checksums of a model file.
  ///
  /// - Throws: `ModelFileError` when the structure is broken, so that checksums cannot even be computed;
  ///   `FileAccessError`.
  /// - Complexity: reads the file twice.
  public static func verify(_ path: String) throws -> ModelVerification {
    let manifestPath = "\(path)/\(ModelManifest.fileName)"
    let text = try readAll(manifestPath)
    let manifest = try ModelManifest(bytes: text, file: manifestPath)
    let intact = ModelManifest.isIntact(text, digest: manifest.manifestSHA256)
    var report = ModelVerification(specification: manifest.specification, checks: [])
    func check(_ part: String, _ expected: String, _ found: String) {
      report.checks.append(.init(part: part, expected: expected, found: found))
    }
    check(ModelManifest.fileName, manifest.manifestSHA256, intact ? manifest.manifestSHA256 : "")
    let file = try tensors(of: manifest, path)
    let bytes = file.bytes()
    for tensor in manifest.tensors {
      let offsets = file.layout.entries[tensor.name]!.offsets.map { $0 + file.layout.headerLength }
      check("tensor '\(tensor.name)'", tensor.sha256, digest(of: bytes, offsets[0]..<offsets[1]))
    }
    check(
      ModelManifest.tensorFileName, manifest.tensorFileSHA256, digest(of: bytes, 0..<bytes.count))
    return report
  }

  private static func digest(of bytes: SharedBuffer<UInt8>, _ range: Range<Int>) -> String {
    var digest = SHA256()
    bytes.withUnsafeBufferPointer {
      digest.update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: $0[range])))
    }
    return digest.hexadecimal()
  }
}
