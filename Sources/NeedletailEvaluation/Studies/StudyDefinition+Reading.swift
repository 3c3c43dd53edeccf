public import NeedletailConfiguration
public import NeedletailCore
public import NeedletailData

extension StudyDefinition {
  /// Reads the text of a YAML file.
  ///
  /// - Parameter registry: the algorithms and presets that models are looked up in.
  /// - Throws: `ConfigurationError` with the line; for an unknown key with the nearest known one.
  public init(parsing text: String, file: String, registry: AlgorithmRegistry) throws(ConfigurationError) {
    var root = try ConfigurationSection(parsing: text, file: file)
    title = try root.string("title")
    let data = try root.string("data")
    isOfExamples = try root.boolean("examples", default: false)
    format = try root.read("format") { text in
      guard let format = DataFormat(rawValue: text) else {
        let names = DataFormat.allCases.map(\.rawValue)
        throw SpecificationError(
          "expected one of \(names.joined(separator: ", "))\(NearestWord.hint(for: text, among: names))")
      }
      return format
    }
    columns = try root.read("columns") { text in
      _ = try ColumnMapping(parsing: text)
      return text
    }
    filter = try root.read("filter") { text in
      _ = try InteractionFilter(parsing: text)
      return text
    }
    weighting = try root.read("weight") { try Weighting(parsing: $0) } ?? .binary
    tables = Tables(
      users: try root.string("users"), items: try root.string("items"), schema: try root.string("schema"))
    let split = try root.read("split") { try SplitSpecification(parsing: $0) }
    guard split?.files == nil else {
      throw root.fault("split", "a study reads one source; 'files:' is for evaluate")
    }
    validation =
      try root.read("validation") { $0 == "own" ? nil : try SplitSpecification(parsing: $0) } ?? nil
    if !root.contains("validation"), !isOfExamples { validation = split?.usualValidation }
    metrics = try root.metrics("metrics")
    tuneBy = try root.read("tuneBy") { try MetricKey(parsing: $0) } ?? metrics[0]
    guard tuneBy.direction != .neutral else {
      throw root.fault(
        "tuneBy", "\(tuneBy) says neither better nor worse; tune by ndcg@10, recall@20 or rmse")
    }
    seeds = try root.seeds("seeds")
    baseline = try root.string("baseline")
    groups = try Self.groups(root.section("groups"))
    stopping = try Self.stopping(&root, tuneBy: tuneBy)
    foldIn = try root.boolean("foldIn", default: false)
    includeSeen = try root.boolean("includeSeen", default: false)
    output = try root.string("output") ?? "study"
    savesModels = try root.boolean("saveModels", default: false)
    models = []
    let entries = try root.sections("models")
    for entry in entries {
      models.append(try Self.entry(entry, seed: seeds[0], isOfExamples: isOfExamples, registry: registry))
    }
    // A mistyped key explains a missing one, so it comes first.
    try root.finish()
    guard let data, !data.isEmpty else {
      throw root.fault(
        "data", "expected the path of the data, or the name of a public data set, found nothing")
    }
    guard let split else {
      throw root.fault("split", "expected how the data is divided, last:1 for example, found nothing")
    }
    guard !models.isEmpty else { throw root.fault("models", "expected a list of models, found none") }
    (self.data, self.split) = (data, split)
    if isOfExamples { try checkExamples(root) }
    try Self.refuseNamesakes(models, entries)
    if let baseline, !models.contains(where: { $0.name == baseline }) {
      let hint = NearestWord.hint(for: baseline, among: models.map(\.name))
      throw root.fault("baseline", "no model of the study is named '\(baseline)'\(hint)")
    }
  }

  /// Refuses what only studies of interactions have.
  private func checkExamples(_ root: ConfigurationSection) throws(ConfigurationError) {
    for key in ["filter", "weight", "users", "items", "groups", "foldIn", "includeSeen"]
    where root.contains(key) {
      throw root.fault(key, "labelled examples have no '\(key)': their fields are in the file")
    }
    for metric in metrics {
      if let reason = ExampleMetrics.absence(of: metric, classes: 2) { throw root.fault("metrics", reason) }
    }
    if let reason = ExampleMetrics.absence(of: tuneBy, classes: 2) { throw root.fault("tuneBy", reason) }
  }

  private static func groups(_ section: ConfigurationSection) throws(ConfigurationError) -> Groups {
    var section = section
    let groups = Groups(
      attributes: try section.strings("attributes"),
      activity: try section.integer("activity", default: 5, in: 0...100))
    try section.finish()
    return groups
  }

  private static func stopping(
    _ root: inout ConfigurationSection, tuneBy: MetricKey
  ) throws(ConfigurationError) -> ValidationStopping? {
    var section = try root.section("stopping")
    let split = try section.read("split") { try SplitSpecification(parsing: $0) }
    let metric = try section.read("metric") { try MetricKey(parsing: $0) } ?? tuneBy
    let patience = try section.integer("patience", default: 5, in: 1...1000)
    let interval = try section.integer("interval", default: 1, in: 1...1000)
    try section.finish()
    guard root.contains("stopping") else { return nil }
    guard let split else {
      throw section.fault("", "expected 'split', how the part that stops is carved, found nothing")
    }
    var rule = ValidationStopping(split: split, metric: metric)
    rule.patience = patience
    rule.interval = interval
    return rule
  }

  private static func entry(
    _ section: ConfigurationSection, seed: UInt64, isOfExamples: Bool, registry: AlgorithmRegistry
  ) throws(ConfigurationError) -> Entry {
    var section = section
    let text = try section.string("model") ?? ""
    let found = try section.read("model") { try ModelSpecification(parsing: $0, registry: registry) }
    let overrides = try section.string("space")
    let trials = try section.integer("trials", default: 0, in: 1...100_000)
    let strategy = try section.choice(
      "strategy", default: StrategyKind.tpe.rawValue, of: StrategyKind.allCases.map(\.rawValue))
    let name = try section.string("name")
    let isStopped = try section.boolean("stopping", default: true)
    try section.finish()
    guard let specification = found else {
      throw section.fault("model", "expected a model, 'ials(dimension=64)' for example, found nothing")
    }
    var entry = Entry(name: name ?? specification.name, specification: specification)
    entry.isStopped = isStopped
    let isSearched = ["space", "trials", "strategy"].contains { section.contains($0) }
    guard isSearched, let kind = StrategyKind(rawValue: strategy) else { return entry }
    let space: SearchSpaceDefinition
    do {
      space = try SearchSpaceDefinition(
        specification, fixed: ModelSpecification.given(in: text, registry: registry),
        overrides: overrides == "declared" ? nil : overrides, isOfExamples: isOfExamples)
    } catch {
      throw section.fault(overrides == nil ? "model" : "space", "\(error)")
    }
    do {
      let made = try kind.strategy(space, seed: seed, trials: section.contains("trials") ? trials : nil)
      entry.search = Search(space: space, strategy: made.strategy, trials: made.trials)
    } catch {
      throw section.fault(section.contains("strategy") ? "strategy" : "", "\(error)")
    }
    return entry
  }

  private static func refuseNamesakes(
    _ models: [Entry], _ sections: [ConfigurationSection]
  ) throws(ConfigurationError) {
    for (index, model) in models.enumerated() {
      guard !models[..<index].contains(where: { $0.name == model.name }) else {
        throw sections[index].fault(
          sections[index].contains("name") ? "name" : "model",
          "two models are named '\(model.name)'; give one of them a 'name'")
      }
    }
  }
}

extension SplitSpecification {
  /// How validation is carved when nothing is said: as users are held out, by the split's own part; else a tenth
  /// of the pairs.
  public var usualValidation: SplitSpecification? {
    description.hasPrefix("strong:") ? nil : try? SplitSpecification(parsing: "random:0.1")
  }

  /// The same for labelled examples: the part that came with them, the latest tenth under a division by time, else a
  /// tenth at random.
  public func usualValidation(of split: ExampleSplit) -> SplitSpecification? {
    guard split.validation == nil else { return nil }
    return try? SplitSpecification(parsing: description.hasPrefix("time:") ? "time:0.1" : "random:0.1")
  }
}
