/// Reads interactions from files and folders of every format.
public enum DataReader {
  /// Reads a file or a folder; what it is is guessed from its content unless the options say it.
  ///
  /// Files may be packed with gzip or zstd, in UTF-8 or Latin-1, with any line ends. The result does not depend
  /// on the number of threads.
  ///
  /// ```swift
  /// let data = try DataReader.read("ml-1m", options: ReadOptions())
  /// ```
  ///
  /// - Throws: `DataError` with file and line when something cannot be read; `CancelledError`.
  /// - Complexity: O(bytes); about 30 bytes of memory a row while reading, 8 to 29 afterwards.
  public static func read(_ path: String, options: ReadOptions = ReadOptions()) throws -> DataSet {
    if options.format == .columnar || ColumnarFolder.isColumnar(path) { return try ColumnarFolder.open(path) }
    return try read(SourceTree(path: path), options: options)
  }

  /// Reads a file that is in memory.
  package static func read(
    bytes: [UInt8], name: String, options: ReadOptions = ReadOptions()
  ) throws -> DataSet {
    try read(SourceTree(name: name, bytes: bytes), options: options)
  }

  /// Reads a folder of files that are in memory.
  package static func read(
    files: [String: [UInt8]], name: String, options: ReadOptions = ReadOptions()
  ) throws -> DataSet {
    try read(SourceTree(name: name, files: files), options: options)
  }

  private static func read(_ tree: SourceTree, options: ReadOptions) throws -> DataSet {
    guard let names = tree.names else {
      let parsed = try InteractionFile(tree.open(), options: options).parse(as: options.format)
      return try DataSetAssembly(source: tree.name, options: options).single(parsed)
    }
    let folder = FolderReader(tree: tree, names: names, options: options)
    return try folder.read()
  }
}
