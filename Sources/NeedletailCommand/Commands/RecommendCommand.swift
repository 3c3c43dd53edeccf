import ArgumentParser
import Needletail

/// `needletail recommend MODEL`.
struct RecommendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend",
    abstract: "Lists for a user of the training data, for any history, or for everybody.",
    discussion: """
      --user answers for a user that the model was trained with; --history for anybody, from the items that \
      they had, oldest first. --users all writes every user's list to a file, one JSON object a line.
      """)

  @Argument(help: "The model's folder.")
  var model: String

  @Option(help: ArgumentHelp("A user of the training data.", valueName: "id"))
  var user: String?

  @Option(help: ArgumentHelp("The items of a history, separated by commas.", valueName: "id,id,…"))
  var history: String?

  @Option(help: ArgumentHelp("'all' for every user; needs --to.", valueName: "all"))
  var users: String?

  @Option(help: ArgumentHelp("Where the lists of --users go.", valueName: "file.jsonl"))
  var to: String?

  @Option(name: .customShort("k"), help: ArgumentHelp("The length of a list.", valueName: "count"))
  var count = 10

  @Flag(
    help:
      "Say what speaks for each recommendation: items of the history, attributes, pairs, as far as the model can name them."
  )
  var explain = false

  @Flag(help: "Recommend also what the history holds already.")
  var includeSeen = false

  @Option(help: ArgumentHelp("Only items of this file, one id a line.", valueName: "file"))
  var candidates: String?

  @Option(help: ArgumentHelp("No item of this file, one id a line.", valueName: "file"))
  var exclude: String?

  @Option(
    help: ArgumentHelp(
      "What is known of the moment, for click-through models: weekday=sunday,temperature=21; names of a list are joined by '|'.",
      valueName: "list"))
  var context: String?

  @OptionGroup var settings: RunOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard count >= 1 else { throw ValidationError("-k takes a positive number, not \(count)") }
    guard [user, history, users].compactMap(\.self).count == 1 else {
      throw ValidationError("say who for: one of --user ID, --history ID,ID,… and --users all")
    }
    guard users == nil || users == "all" else { throw ValidationError("--users takes 'all'") }
    guard (users == nil) == (to == nil) else {
      throw ValidationError("--users all and --to FILE go together")
    }
    guard context == nil || users == nil else {
      throw ValidationError("--context describes one moment; it goes with --user or --history")
    }
  }

  func run() throws {
    let model = try Model.open(self.model)
    let rules = ListRules(
      count: count, includeSeen: includeSeen,
      candidates: try candidates.map { try ItemFile.rows($0, of: model.items) },
      excluded: try exclude.map { try ItemFile.rows($0, of: model.items) } ?? [])
    if let to {
      let pool = settings.pool()
      let lists = try model.listsForAllUsers(
        rules, pool: pool, progress: Terminal.progress("recommending"),
        cancellation: Interruption.cancellation)
      let run = RankedRun(
        tag: model.specification.name, users: lists.indices.map { UserRow($0) }, lists: lists,
        userIDs: model.users, itemIDs: model.items)
      try JSONOutput.write(run.jsonLines(), to: to)
      print("Wrote \(Numbers.grouped(lists.count)) lists to \(to)")
      return
    }
    var query = try self.query(model)
    if let context {
      guard let predictor = model.recommender as? any ExamplePredictor else {
        throw UsageError("--context: \(model.specification.name) does not look at the moment")
      }
      query.features = try UsageError.reading("--context") {
        try predictor.ranking.space.features(parsing: context)
      }
    }
    let list = try model.list(for: query, rules)
    let listing =
      try explain
      ? RankedListing(explaining: list, of: query, model: model, user: user)
      : RankedListing(list, model: model, user: user)
    try output.emit(json: JSONOutput.encode(listing), text: listing.text)
  }

  private func query(_ model: Model) throws -> Query {
    if let user {
      guard let row = model.users.row(of: user) else {
        throw DataError(
          file: self.model,
          "the model was not trained with user '\(user)'; give the items that they had with --history")
      }
      return model.query(for: UserRow(row))
    }
    let (query, unknown) = model.query(history: (history ?? "").split(separator: ",").map(String.init))
    if !unknown.isEmpty {
      Terminal.printError("not known to the model, left out: \(unknown.joined(separator: ", "))")
    }
    if query.profile.items.isEmpty {
      Terminal.printError("the model knows no item of the history: this is its answer for a stranger")
    }
    return query
  }
}
