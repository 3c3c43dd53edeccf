import ArgumentParser
import Needletail

/// `needletail demo`.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "The whole story on a generated population, in under two minutes.",
    discussion: """
      Generates viewers and what they watched, examines the data, compares six models, trains the best, \
      recommends, and writes a report. Because the population is generated, its true tastes are known: the \
      demo also says which offline metrics rank the models as the truth does.
      """)

  @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
  var to = "needletail-demo"

  @Option(help: "How many viewers.")
  var users = 20_000

  @Option(help: "How many films and episodes.")
  var items = 5_000

  @Option(help: "How many events.")
  var events = 1_000_000

  @OptionGroup var settings: RunOptions

  func run() throws {
    let simulation = Simulation(users: users, items: items, events: events, seed: settings.seed)
    var demo = try Demo(simulation: simulation, folder: to, settings: settings)
    try demo.run()
  }
}
