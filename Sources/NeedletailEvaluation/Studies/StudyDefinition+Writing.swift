public import NeedletailCore
import NeedletailData

extension StudyDefinition {
  /// The study as YAML with every value that was left out, and models as searches chose them: running it repeats
  /// the results without the searches.
  ///
  /// - Parameter chosen: the specification of each model, in order.
  public func resolved(_ chosen: [ModelSpecification]) -> String {
    var lines: [String] = []
    func add(_ key: String, _ text: String?) { if let text { lines.append("\(key): \(Self.quoted(text))") } }
    add("title", title)
    add("data", data)
    if isOfExamples { lines.append("examples: true") }
    add("format", format?.rawValue)
    add("columns", columns)
    add("filter", filter)
    if !isOfExamples { add("weight", "\(weighting)") }
    add("users", tables.users)
    add("items", tables.items)
    add("schema", tables.schema)
    add("split", split.description)
    add("validation", validation?.description ?? "own")
    lines.append("metrics: \(Self.list(metrics.map(\.description)))")
    add("tuneBy", tuneBy.description)
    lines.append("seeds: [\(seeds.map(String.init).joined(separator: ", "))]")
    add("baseline", baseline)
    if !isOfExamples {
      lines.append("groups:")
      if let attributes = groups.attributes { lines.append("  attributes: \(Self.list(attributes))") }
      lines.append("  activity: \(groups.activity)")
    }
    if let stopping {
      lines.append("stopping:")
      lines.append("  split: \(Self.quoted(stopping.split.description))")
      lines.append("  metric: \(Self.quoted(stopping.metric.description))")
      lines.append("  patience: \(stopping.patience)")
      lines.append("  interval: \(stopping.interval)")
    }
    if !isOfExamples {
      lines.append("foldIn: \(foldIn)")
      lines.append("includeSeen: \(includeSeen)")
    }
    lines.append("models:")
    for (model, specification) in zip(models, chosen) {
      if let search = model.search {
        lines.append(
          "  # by \(search.strategy) over \(search.space.axes.map(\.description).joined(separator: ", "))")
      }
      lines.append("  - name: \(Self.quoted(model.name))")
      lines.append("    model: \(Self.quoted(specification.fullDescription))")
      if stopping != nil { lines.append("    stopping: \(model.isStopped && model.search == nil)") }
    }
    add("output", output)
    lines.append("saveModels: \(savesModels)")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func list(_ texts: [String]) -> String {
    "[\(texts.map(quoted).joined(separator: ", "))]"
  }

  /// A scalar in single quotes, which YAML takes as it is.
  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }
}
