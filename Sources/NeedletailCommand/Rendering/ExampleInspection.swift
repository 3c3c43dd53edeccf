import Needletail

/// What `inspect` found in labelled examples.
struct ExampleInspection: Encodable {
  let source: String
  let format: String
  let summary: ExampleSummary

  init(_ examples: ExampleSet) {
    source = examples.source
    format = examples.format
    summary = ExampleSummary(of: examples)
  }

  var text: String {
    var table = TextTable([("", .left), ("", .left)])
    let share = 100 * Double(summary.positives) / Double(max(summary.examples, 1))
    table.add(["source", "\(source) (\(format), labelled examples)"])
    table.add(["examples", Numbers.grouped(summary.examples)])
    table.add(["positives", "\(Numbers.grouped(summary.positives)) (\(Numbers.fixed(share, 2))%)"])
    if let classes = summary.classes {
      table.add(["classes", classes.map { Numbers.grouped($0) }.joined(separator: ", ")])
    }
    if let groups = summary.groups {
      table.add([
        "groups",
        "\(Numbers.grouped(groups)), of which \(Numbers.grouped(summary.mixedGroups ?? 0)) have both labels",
      ])
    }
    if let times = summary.times {
      table.add(["times", "\(Moment.day(times.lowerBound)) to \(Moment.day(times.upperBound))"])
    }
    if let parts = summary.parts {
      let names = ["training", "test", "validation"]
      table.add([
        "parts",
        zip(names, parts).filter { $0.1 > 0 }.map { "\($0) \(Numbers.grouped($1))" }.joined(separator: ", "),
      ])
    }
    var fields = TextTable([("field", .left), ("declared", .left), ("missing", .right), ("values", .left)])
    for field in summary.fields {
      fields.add([
        field.name, field.declaration, "\(Numbers.fixed(field.missing * 100, 2))%", Self.values(of: field),
      ])
    }
    return table.text + "\n\n" + fields.text
  }

  private static func values(of field: ExampleSummary.Field) -> String {
    if let numbers = field.numbers {
      return "\(Numbers.fixed(numbers.minimum, 2)) to \(Numbers.fixed(numbers.maximum, 2)), median "
        + "\(Numbers.fixed(numbers.median, 2)), mean \(Numbers.fixed(numbers.mean, 2))"
    }
    let names = "\(Numbers.grouped(field.names ?? 0)) names"
    return field.perExample.map { "\(names), \(Numbers.fixed($0, 2)) an example" } ?? names
  }
}
