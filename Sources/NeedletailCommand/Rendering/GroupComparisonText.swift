import Needletail

/// Models within groups of users, as people read them in a terminal.
enum GroupComparisonText {
  /// What must be known of the groups, then a table each.
  static func lines(_ tables: [EvaluationDocument.GroupComparison]) -> [String] {
    var lines: [String] = []
    var told: [String] = []
    for table in tables {
      lines += ["", "\(table.metric) by \(table.attribute)"]
      for note in table.notes where !told.contains(note) {
        lines.append(note)
        told.append(note)
      }
      lines.append(text(table))
    }
    guard let first = tables.first else { return [] }
    let control = first.control.map { ", °: p < 0.05 against \($0)" } ?? ""
    lines.append(
      "(gains over \(first.baseline); *: p < 0.05 against it\(control); paired permutation tests, Holm-corrected "
        + "over all models and groups of a table)")
    return lines
  }

  /// One row a group, one column a model: "0.2766 +1.4% *".
  private static func text(_ table: EvaluationDocument.GroupComparison) -> String {
    let names = table.groups.first?.models.map(\.name) ?? []
    var result = TextTable([("group", .left), ("users", .right)] + names.map { ($0, .left) })
    for group in table.groups {
      result.add([group.name, Numbers.grouped(group.users)] + group.models.map(cell))
    }
    return result.text
  }

  private static func cell(_ model: EvaluationDocument.GroupComparison.Model) -> String {
    let gain = model.gain.map { " \($0 > 0 ? "+" : "")\(Numbers.fixed($0, 1))%" } ?? ""
    let marks = [
      model.againstBaseline.map { $0.adjustedP < 0.05 ? "*" : "" },
      model.againstControl.map { $0.adjustedP < 0.05 ? "°" : "" },
    ].compactMap(\.self).joined()
    return Numbers.fixed(model.value, 4) + gain + (marks.isEmpty ? "" : " " + marks)
  }
}
