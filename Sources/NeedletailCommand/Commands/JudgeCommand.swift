import ArgumentParser
import Needletail

/// `needletail judge RUN --against TEST`.
struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Score anybody's ranked lists, given as a TREC run or JSON Lines.",
    discussion: """
      RUN has lines 'user Q0 item rank score tag' (the score sorts, ties go by id) or \
      '{"user":…,"items":[…]}' (best first). TEST has lines 'user 0 item relevance', or is data that --split \
      divides; then metrics of novelty, popularity and coverage are to be had as well.
      """)

  @Argument(help: ArgumentHelp("The ranked lists.", valueName: "run"))
  var lists: String

  @Option(help: ArgumentHelp("What is relevant to whom.", valueName: "test"))
  var against: String

  @Option(help: "The split that makes a test part of TEST; see 'evaluate --help'.")
  var split: String?

  @Option(help: ArgumentHelp("What is measured.", valueName: "list"))
  var metrics = "ndcg@10,recall@10,precision@10,mrr@10,map@10"

  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup var options: EvaluationArguments
  @OptionGroup var settings: RunOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let pool = settings.pool()
    let metrics = try MetricKey.list(metrics).withUnpenalised
    let run = try RankedRun(contentsOf: lists)
    let document =
      try split.map { try judge(run, by: $0, metrics, pool: pool) }
      ?? judge(run, by: try Qrels(contentsOf: against), metrics, pool: pool)
    try output.emit(json: document.json(), text: EvaluationText.text(document, metrics: metrics))
  }

  private func judge(
    _ run: RankedRun, by split: String, _ metrics: [MetricKey], pool: WorkerPool
  ) throws -> EvaluationDocument {
    let data = try reading.load(against, pool: pool)
    var splits = try SplitSource.splits(split, of: data, reading: reading, run: settings, pool: pool)
    guard splits.count == 1 else { throw UsageError("a run is judged by one split, not by folds") }
    try options.carve(into: &splits, run: settings)
    let evaluation = try options.evaluation(metrics, data: data, run: settings, pool: pool)
    return EvaluationDocument(
      data: EvaluationDocument.Data(data.log, source: data.source), split: splits[0], options: evaluation,
      evaluations: [try Judge.judge(run, against: splits[0], options: evaluation)],
      version: NeedletailVersion.current)
  }

  private func judge(
    _ run: RankedRun, by qrels: Qrels, _ metrics: [MetricKey], pool: WorkerPool
  ) throws -> EvaluationDocument {
    var options = EvaluationOptions(metrics: metrics, pool: pool)
    options.seed = settings.seed
    options.cancellation = Interruption.cancellation
    let evaluation = try Judge.judge(run, against: qrels, options: options)
    let size = EvaluationDocument.Data(
      source: against, users: Set(qrels.judgements.map(\.user)).count,
      items: Set(qrels.judgements.map(\.item)).count, interactions: qrels.judgements.count)
    return EvaluationDocument(
      data: size, split: "judgements of \(against)", seed: settings.seed,
      metrics: metrics.map(\.description), models: [EvaluationDocument.Model(evaluation)],
      environment: EvaluationDocument.Environment(
        version: NeedletailVersion.current, threads: pool.threads))
  }
}
