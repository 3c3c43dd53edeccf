import FoundationEssentials
public import NeedletailData
public import NeedletailMath

extension StudyDefinition {
  /// Reads the data: a path, or a public data set below a folder.
  ///
  /// - Parameter root: the folder of public data sets, for data named instead of located.
  /// - Throws: `DataError` when there is no such path and no such data set, and as readers do.
  public func load(root: String?, pool: WorkerPool, cancellation: Cancellation? = nil) throws -> DataSet {
    var options = ReadOptions(pool: pool)
    options.format = format
    options.columns = try columns.map { try ColumnMapping(parsing: $0) }
    options.cancellation = cancellation
    var data = try DataReader.read(try path(root: root), options: options)
    data.source = self.data
    let schema = try tables.schema.map { try FeatureSchema(path: $0) }
    if schema?.describesExamples == true {
      throw DataError(
        file: tables.schema, "the schema is one of labelled examples; a study of them says 'examples: true'")
    }
    if let users = tables.users {
      data.userFeatures = try FeatureTableReader.report(
        users, vocabulary: data.log.users, schema: schema
      ).table
    }
    if let items = tables.items {
      data.itemFeatures = try FeatureTableReader.report(
        items, vocabulary: data.log.items, schema: schema
      ).table
    }
    guard let filter else { return data }
    return try InteractionFilter(parsing: filter).apply(to: data).0
  }

  /// Reads labelled examples: a path, or a public data set below a folder.
  ///
  /// - Throws: as `load`; `DataError` when the schema is none of labelled examples.
  public func loadExamples(root: String?, pool: WorkerPool, cancellation: Cancellation? = nil) throws
    -> ExampleSet
  {
    var options = ReadOptions(pool: pool)
    options.format = format
    options.columns = try columns.map { try ColumnMapping(parsing: $0) }
    options.cancellation = cancellation
    let schema = try tables.schema.map { try FeatureSchema(path: $0) }
    if let schema, !schema.describesExamples {
      throw DataError(
        file: tables.schema, "expected one field of type label and none of type id for labelled examples")
    }
    var examples = try ExampleReader.read(try path(root: root), schema: schema, options: options)
    examples.source = data
    return examples
  }

  private func path(root: String?) throws -> String {
    if FileManager.default.fileExists(atPath: data) { return data }
    guard let known = PublicDataSet.all.first(where: { $0.name == data }) else {
      let hint = NearestWord.hint(for: data, among: PublicDataSet.all.map(\.name))
      throw DataError(file: data, "neither a file or folder nor a public data set\(hint)")
    }
    guard let root else {
      throw DataError(
        file: data, "a public data set: set NEEDLETAIL_DATA to the folder that holds '\(known.name)'")
    }
    return known.path.isEmpty ? "\(root)/\(known.name)" : "\(root)/\(known.name)/\(known.path)"
  }
}
