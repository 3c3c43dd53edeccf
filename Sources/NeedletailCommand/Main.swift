import ArgumentParser
import Needletail
import NeedletailNeural

/// The tool. `main` is ours so that every error ends with its documented exit code.
@main
struct NeedletailTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "needletail",
    abstract: "Compare, train and serve recommenders on your interaction data.",
    discussion: """
      Start with 'needletail demo' or 'needletail serve' (no data needed), or with 'needletail inspect FILE' on data of \
      your own.

      Exit codes: 0 success, 64 wrong usage, 65 bad data, 69 missing component, 70 internal error, \
      130 interrupted.
      """,
    version: NeedletailVersion.current,
    groupedSubcommands: [
      CommandGroup(
        name: "Data",
        subcommands: [InspectCommand.self, ImportCommand.self, DataSetsCommand.self]),
      CommandGroup(
        name: "Comparison",
        subcommands: [
          EvaluateCommand.self, TuneCommand.self, StudyCommand.self, ReplayCommand.self, JudgeCommand.self,
          ModelsCommand.self,
        ]),
      CommandGroup(
        name: "Server", subcommands: [ServeCommand.self, BackupCommand.self, RestoreCommand.self]),
      CommandGroup(name: "Demonstration", subcommands: [DemoCommand.self, CompareMetricsCommand.self]),
      CommandGroup(
        name: "Model",
        subcommands: [
          TrainCommand.self, TrainCandidateCommand.self, RecommendCommand.self, SimilarCommand.self,
          VerifyCommand.self,
        ]),
    ])

  static func main() {
    Interruption.install()
    AlgorithmRegistry.register(.neural)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      ExitStatus.end(with: error)
    }
  }
}
