import ArgumentParser
import Needletail

/// Whether models are compared within groups of users.
struct GroupOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Compare models within groups of users: by how hard this one of them finds them on a second split of their histories, and by activity.",
      valueName: "model"))
  var difficulty: String?

  @Option(
    help: ArgumentHelp("With --difficulty: test all models against this one too.", valueName: "model"))
  var control: String?

  @Flag(help: "Break results down by ten groups of activity instead of five.")
  var deciles = false

  func validate() throws {
    if control != nil, difficulty == nil { throw ValidationError("--control needs --difficulty") }
  }

  /// The study; nil when it was not asked for.
  var study: GroupStudy? {
    difficulty.map { GroupStudy(baseline: Self.canonical($0), control: control.map(Self.canonical)) }
  }

  /// A specification as tables spell it; a name stays as it is.
  private static func canonical(_ model: String) -> String {
    (try? ModelSpecification(parsing: model)).map { model == $0.name ? model : $0.description } ?? model
  }
}
