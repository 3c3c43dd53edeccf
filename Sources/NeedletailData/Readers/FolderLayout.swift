/// What the files of a folder are to each other, by their names.
enum FolderLayout {
  /// One file of interactions.
  case single(String)
  /// Training, test and perhaps validation interactions.
  case divided(training: String, test: String, validation: String?)
  /// The NCF benchmark.
  case ncf(training: String, test: String, negatives: String?)

  init(_ names: [String], folder: String, format: DataFormat?) throws {
    let files = names.map { (name: $0, file: FileName($0)) }.filter { Self.isData($0.file) }
    if let training = files.first(where: { $0.file.plain.hasSuffix(".train.rating") }),
      let test = files.first(where: { $0.file.plain.hasSuffix(".test.rating") })
    {
      self = .ncf(
        training: training.name, test: test.name,
        negatives: files.first { $0.file.plain.hasSuffix(".test.negative") }?.name)
      return
    }
    if let divided = Self.divided(files) {
      self = divided
      return
    }
    guard format != .ncf else {
      throw DataError(file: folder, "expected .train.rating and .test.rating, found \(Self.list(names))")
    }
    self = .single(try Self.single(files, names: names, folder: folder))
  }

  private static func divided(_ files: [(name: String, file: FileName)]) -> FolderLayout? {
    var groups: [String: [UInt8: [String]]] = [:]
    for (name, file) in files {
      if let (part, rest) = file.part { groups[rest, default: [:]][part, default: []].append(name) }
    }
    for (_, parts) in groups.sorted(by: { $0.key < $1.key }) {
      if let training = parts[0], let test = parts[1], training.count == 1, test.count == 1 {
        return .divided(training: training[0], test: test[0], validation: parts[2]?.first)
      }
    }
    return nil
  }

  private static func single(
    _ files: [(name: String, file: FileName)], names: [String], folder: String
  ) throws -> String {
    if let known = files.first(where: { known.contains($0.file.plain.lowercased()) }) { return known.name }
    for stem in ["ratings", "interactions", "events"] {
      if let file = files.first(where: { $0.file.plain.lowercased().hasPrefix(stem) }) { return file.name }
    }
    if let file = files.first(where: { $0.file.fileExtension == "inter" }) { return file.name }
    let candidates = files.filter { !["user", "item", "negative"].contains($0.file.fileExtension) }
    guard let only = candidates.first else {
      throw DataError(file: folder, "expected a file of interactions in the folder, found \(list(names))")
    }
    guard candidates.count == 1 else {
      throw DataError(
        file: folder,
        "expected one file of interactions in the folder, found \(list(candidates.map(\.name))); name the one"
      )
    }
    return only.name
  }

  private static let known: Set<String> = ["u.data", "ratings.dat", "ratings.csv", "ratings_ordered.dat"]
  private static let extensions: Set<String> = [
    "csv", "tsv", "txt", "dat", "data", "inter", "user", "item", "jsonl", "ndjson", "rating", "negative",
  ]

  private static func isData(_ file: FileName) -> Bool {
    let name = file.plain.lowercased()
    guard extensions.contains(file.fileExtension) else { return false }
    return !["readme", "license", "licence", "sha256sums", "requirements"].contains { name.hasPrefix($0) }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "nothing" : DialectGuess.list(names)
  }
}
