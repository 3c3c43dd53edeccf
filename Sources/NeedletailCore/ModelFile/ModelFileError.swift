/// A model file that cannot be used: which file, which part of it, what was expected and what was found.
public struct ModelFileError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The file or folder.
  public var file: String
  /// The tensor or the key of the manifest; nil when the whole file is meant.
  public var part: String?
  /// What was expected and what was found.
  public var message: String

  /// Describes what is wrong.
  public init(file: String, part: String? = nil, _ message: String) {
    self.file = file
    self.part = part
    self.message = message
  }

  /// "m/tensors.safetensors: tensor 'weights': expected shape [3, 4], found [4, 3]".
  public var description: String { "\(file): \(part.map { "\($0): " } ?? "")\(message)" }
}
