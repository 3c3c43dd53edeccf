import ArgumentParser
import Needletail

/// `needletail evaluate DATA --split SPLIT --models LIST --metrics LIST`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Fit models on one part of the data and measure them on the other.",
    discussion: """
      Splits: random:0.2, last:1, last:1,negatives=99, holdout:users=0.5,ratings=0.2, \
      strong:users=0.1,holdout=0.2, strong:mult-vae,users=10000, cold:items=0.1, time:0.2, time:2000-12-01, \
      given, given-folds, folds:5, files:TRAIN,TEST.
      Metrics: ndcg@k, recall@k, precision@k, hitrate@k, mrr@k, map@k, coverage@k, gini@k, novelty@k and \
      more; variants in brackets, as in recall@20[capped] or recall@20[beta=0.3], which discounts popular items.
      --split time:0.2 --protocol lloo predicts each test event from what came before it.
      Every model ranks the whole catalogue unless the split names candidates.
      pipeline(file=home.yaml) measures a pipeline of sources, filters, a model and re-ranking as it serves.
      Labelled examples (libfm, libsvm, csv with a label in --schema) take auc, gauc, logloss, ne, ece and accuracy \
      (of several classes accuracy, logloss and auc), and the splits random, time, given and files.
      --progressive predicts labelled examples with times window by window and compares ways of keeping models up; \
      DATA may be drifting-stream, a generated one: drifting-stream(impressions=200000,windows=24).
      """)

  @OptionGroup var data: DataOptions

  @Option(help: "How the data is divided.")
  var split: String?

  @OptionGroup(title: "Protocol") var asking: ProtocolOptions

  @Option(
    help: ArgumentHelp("Models with their hyper-parameters: popularity,ease(l2=500).", valueName: "list"))
  var models: String

  @Option(help: ArgumentHelp("What is measured.", valueName: "list"))
  var metrics = "ndcg@10,recall@10,hitrate@10,coverage@10,arp@10"

  @OptionGroup var options: EvaluationArguments
  @OptionGroup(title: "Stopping") var stopping: StoppingOptions
  @OptionGroup(title: "Groups of users") var groups: GroupOptions
  @OptionGroup(title: "Labelled examples") var labelled: ExampleOptions
  @OptionGroup(title: "Streams") var stream: ProgressiveOptions
  @OptionGroup var settings: RunOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Write a report for reading, in one HTML file.", valueName: "file.html"))
  var report: String?

  func validate() throws {
    guard split != nil || asking.form != .lists || stream.progressive else {
      throw ValidationError(
        "Missing expected argument '--split <split>' (only --protocol loo and lloo do without)")
    }
  }

  func run() throws {
    let specifications = try ModelSpecification.list(models)
    let metrics = try MetricKey.list(metrics).withUnpenalised
    let pool = settings.pool()
    if stream.progressive {
      try runProgressive(specifications, pool: pool)
      return
    }
    if try labelled.areMeant(data.reading, data: data.data, metrics: metrics) {
      try runExamples(specifications, metrics, pool: pool)
      return
    }
    let data = try self.data.load(pool: pool)
    var splits =
      try split.map {
        try SplitSource.splits($0, of: data, reading: self.data.reading, run: self.settings, pool: pool)
      } ?? [.undivided(data.log)]
    try options.carve(into: &splits, run: settings)
    var evaluation = try options.evaluation(metrics, data: data, run: settings, pool: pool)
    evaluation.curves = report != nil
    if groups.deciles { evaluation.activityBuckets = 10 }
    var experiment = Experiment(
      data: data, splits: splits, specifications: specifications, options: evaluation)
    experiment.questions = asking.questions(isDivided: split != nil || options.validation != nil)
    experiment.stopping = try stopping.rule()
    experiment.groups = groups.study
    let settings = settings
    let document = try experiment.run { settings.training($0, pool: pool) }.document
    try emit(document, metrics: metrics)
  }
}
