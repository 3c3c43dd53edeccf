import ArgumentParser
import Needletail

/// `needletail compare-metrics`.
struct CompareMetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare-metrics",
    abstract: "Which offline metric picks the truly best model? A trial on generated populations.",
    discussion: """
      Generates populations, fits the models on their logs, measures them offline in many ways, and asks the \
      populations what the lists of each model are truly worth: 'response' is the chance that a session takes \
      something of the list up, 'enjoyment' that it is enjoyed too, 'worth' the NDCG of true preference.
      Offline, loo and lloo predict events of the log that the models were fitted on, from all others or from \
      earlier ones; 'lloo time:0.2' those of the last fifth by models that know nothing later; 'lists' compares \
      one list a user with a test part. beta discounts popular items.
      """)

  @Option(help: "How many populations.")
  var populations = 10

  @Option(
    help: ArgumentHelp("Models to choose from, with their hyper-parameters.", valueName: "list"))
  var models = Self.family

  @Option(help: "How many viewers each population has.")
  var users = 2_000

  @Option(help: "How many films and episodes.")
  var items = 1_000

  @Option(help: "How many events, about.")
  var events = 100_000

  @Option(help: "At most so many events are predicted in each way.")
  var maxEvents = 4_000

  @OptionGroup var settings: RunOptions
  @OptionGroup var output: OutputOptions

  /// Every kind of model, in several strengths.
  static let family =
    "popularity,itemknn(neighbours=20),itemknn(neighbours=100),userknn(neighbours=100),ease(l2=20),"
    + "ease(l2=500),ials(dimension=8,epochs=8,unobservedWeight=0.1,l2=0.01),"
    + "ials(dimension=32,epochs=8,unobservedWeight=0.1,l2=0.01),"
    + "ials(dimension=64,epochs=8,unobservedWeight=0.1,l2=0.001)"

  /// Viewers whose lists are asked for.
  private static let truthUsers = 1_000

  func validate() throws {
    guard (1...1000).contains(populations) else {
      throw ValidationError("--populations takes 1 to 1000, not \(populations)")
    }
    guard maxEvents >= 1 else {
      throw ValidationError("--max-events takes a positive number, not \(maxEvents)")
    }
  }

  func run() throws {
    let specifications = try ModelSpecification.list(models)
    guard specifications.count > 1 else { throw UsageError("--models: there is no choice among one model") }
    let pool = settings.pool()
    var trial = MetricTrial(models: specifications, truths: ListTruth.names, pool: pool)
    trial.eventLimit = maxEvents
    trial.seed = settings.seed
    trial.cancellation = Interruption.cancellation
    let (settings, length) = (settings, trial.cutoffs.max() ?? 1)
    trial.setup = { settings.training($0, pool: pool) }
    let sources = TrialPopulations(users: users, items: items, events: events, seed: settings.seed)
    let result = try trial.run(sources: populations) { index in
      let population = try sources.simulation(index).generate(pool: pool)
      let truth = ListTruth(population, users: Self.truthUsers, length: length, pool: pool)
      return MetricTrial.Source(
        name: sources.words(index), data: population.data,
        truth: { try truth.values(of: $0, at: $1) })
    }
    try output.emit(
      json: JSONOutput.encode(MetricTrialDocument(result, seed: settings.seed)),
      text: MetricTrialText.text(result))
  }
}
