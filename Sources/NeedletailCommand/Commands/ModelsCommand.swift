import ArgumentParser
import Needletail

/// `needletail models`.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "The models, their hyper-parameters, papers and memory formulas.")

  @Argument(help: "Only this model.")
  var name: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let registry = AlgorithmRegistry.standard
    let algorithms = try name.map { [try registry.named($0)] } ?? registry.algorithms
    let descriptors = algorithms.map { $0.descriptor }
    try output.emit(
      json: JSONOutput.encode(descriptors.map { AlgorithmListing($0, presets: presets(of: $0, registry)) }),
      text: descriptors.map { describe($0, presets: presets(of: $0, registry)) }.joined(separator: "\n\n"))
  }

  private func presets(of descriptor: AlgorithmDescriptor, _ registry: AlgorithmRegistry) -> [Preset] {
    registry.presets.filter { $0.algorithm == descriptor.name }
  }

  private func describe(_ descriptor: AlgorithmDescriptor, presets: [Preset]) -> String {
    var lines = ["\(descriptor.name): \(descriptor.summary)"]
    if !descriptor.paper.isEmpty { lines.append("  paper   \(descriptor.paper)") }
    lines.append("  memory  \(descriptor.memoryFormula)")
    var table = TextTable([("", .left), ("", .left), ("", .left), ("", .left)])
    for parameter in descriptor.hyperparameters {
      let (preset, range) = parameter.domain.described
      let aliases = parameter.aliases.isEmpty ? "" : " (also \(parameter.aliases.joined(separator: ", ")))"
      table.add(["  \(parameter.name)", preset, range, parameter.summary + aliases])
    }
    if !descriptor.hyperparameters.isEmpty { lines.append(table.text) }
    for preset in presets {
      lines.append(
        "  preset  \(preset.name): \(preset.specification), \(preset.metric) "
          + "\(Numbers.fixed(preset.value, 4)) on validation")
    }
    return lines.joined(separator: "\n")
  }
}

/// An algorithm as JSON.
struct AlgorithmListing: Encodable {
  struct Parameter: Encodable {
    let name: String
    let `default`: String
    let range: String
    let summary: String
    let aliases: [String]
  }
  struct Found: Encodable {
    let name: String
    let specification: String
    let metric: String
    let validation: Double
    let command: String
  }
  let name: String
  let summary: String
  let paper: String
  let memory: String
  let hyperparameters: [Parameter]
  let presets: [Found]

  init(_ descriptor: AlgorithmDescriptor, presets: [Preset]) {
    name = descriptor.name
    summary = descriptor.summary
    paper = descriptor.paper
    memory = descriptor.memoryFormula
    hyperparameters = descriptor.hyperparameters.map {
      let (preset, range) = $0.domain.described
      return Parameter(
        name: $0.name, default: preset, range: range, summary: $0.summary, aliases: $0.aliases)
    }
    self.presets = presets.map {
      Found(
        name: $0.name, specification: $0.specification, metric: $0.metric, validation: $0.value,
        command: $0.command)
    }
  }
}

extension Hyperparameter.Domain {
  /// The default and the legal values, as text.
  var described: (preset: String, range: String) {
    switch self {
    case .integer(let preset, let range):
      ("= \(preset)", bounds(Double(range.lowerBound), Double(range.upperBound)))
    case .number(let preset, let range): ("= \(compact(preset))", bounds(range.lowerBound, range.upperBound))
    case .flag(let preset): ("= \(preset)", "true|false")
    case .choice(let preset, let names): ("= \(preset)", names.joined(separator: "|"))
    case .text(let preset): (preset.isEmpty ? "" : "= \(preset)", "text")
    }
  }

  private func bounds(_ low: Double, _ high: Double) -> String {
    high >= 1e15 ? "≥ \(compact(low))" : "\(compact(low))…\(compact(high))"
  }

  /// "0.003", "500", "1e9".
  private func compact(_ number: Double) -> String {
    guard number == number.rounded(), number.magnitude < 1e15 else { return "\(number)" }
    var whole = Int(number)
    var zeros = 0
    while whole != 0, whole % 10 == 0 {
      whole /= 10
      zeros += 1
    }
    return zeros >= 5 ? "\(whole)e\(zeros)" : "\(Int(number))"
  }
}
