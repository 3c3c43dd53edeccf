/// Reads a folder: finds out what its files are to each other and joins them.
struct FolderReader {
  let tree: SourceTree
  let names: [String]
  let options: ReadOptions

  func read() throws -> DataSet {
    let layout = try FolderLayout(names, folder: tree.name, format: options.format)
    let assembly = DataSetAssembly(source: tree.name, options: options)
    var data: DataSet
    switch layout {
    case .single(let name):
      data = try assembly.single(parse(name, as: options.format))
    case .divided(let training, let test, let validation):
      let first = try parse(training, as: options.format)
      var parts = [(part: UInt8(0), parsed: first), (part: 1, parsed: try parse(test, as: first.format))]
      if let validation { parts.append((part: 2, parsed: try parse(validation, as: first.format))) }
      data = try assembly.divided(parts, format: first.format.rawValue)
    case .ncf(let training, let test, let negatives):
      data = try ncf(training, test, negatives, assembly)
    }
    data.userFeatures = try table(["users.dat", "u.user"], fileExtension: "user", over: data.log.users)
    data.itemFeatures = try table(
      ["movies.dat", "movies.csv", "u.item"], fileExtension: "item", over: data.log.items)
    return data
  }

  private func ncf(
    _ training: String, _ test: String, _ negatives: String?, _ assembly: DataSetAssembly
  ) throws -> DataSet {
    let parts = [
      (part: UInt8(0), parsed: try parse(training, as: .csv)),
      (part: UInt8(1), parsed: try parse(test, as: .csv)),
    ]
    let pairs = try negatives.map { name in
      let source = try RecordSource(tree.open(name))
      return try TextParsing.parse(source, with: NegativesParser(policy: options.onError), options: options)
    }
    return try assembly.divided(parts, negatives: pairs, format: DataFormat.ncf.rawValue)
  }

  private func parse(_ name: String, as format: DataFormat?) throws -> InteractionFile.Parsed {
    try InteractionFile(tree.open(name), options: options).parse(as: format)
  }

  /// The table of attributes that a folder brings along, by the names that tables have.
  private func table(
    _ known: [String], fileExtension: String, over vocabulary: Vocabulary
  ) throws -> FeatureTable? {
    let name = names.first { name in
      let file = FileName(name)
      return known.contains(file.plain.lowercased())
        || (file.fileExtension == fileExtension && !file.plain.hasPrefix("u."))
    }
    guard let name else { return nil }
    return try FeatureTableReader.report(tree.open(name), vocabulary: vocabulary, schema: nil, delimiter: nil)
      .table
  }
}
