/// Reads a folder: finds out what its files are to each other and joins them.
struct FolderReader {
  let tree: SourceTree
  let names: [String]
  let options: ReadOptions

  func read() throws -> DataSet {
    let layout = try FolderLayout(names, folder: tree.name, format: options.format)
    let assembly = DataSetAssembly(source: tree.name, options: options)
    switch layout {
    case .single(let name):
      return try assembly.single(parse(name, as: options.format))
    case .divided(let training, let test, let validation):
      let first = try parse(training, as: options.format)
      var parts = [(part: UInt8(0), parsed: first), (part: 1, parsed: try parse(test, as: first.format))]
      if let validation { parts.append((part: 2, parsed: try parse(validation, as: first.format))) }
      return try assembly.divided(parts, format: first.format.rawValue)
    case .ncf(let training, let test, let negatives):
      let parts = [
        (part: UInt8(0), parsed: try parse(training, as: .csv)),
        (part: UInt8(1), parsed: try parse(test, as: .csv)),
      ]
      let pairs = try negatives.map { name in
        let source = try RecordSource(tree.open(name))
        return try TextParsing.parse(
          source, with: NegativesParser(policy: options.onError), options: options)
      }
      return try assembly.divided(parts, negatives: pairs, format: DataFormat.ncf.rawValue)
    }
  }

  private func parse(_ name: String, as format: DataFormat?) throws -> InteractionFile.Parsed {
    try InteractionFile(tree.open(name), options: options).parse(as: format)
  }
}
