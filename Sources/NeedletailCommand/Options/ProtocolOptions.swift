import ArgumentParser
import Needletail

/// How models are asked for what the test part holds.
struct ProtocolOptions: ParsableArguments {
  @Option(
    name: .customLong("protocol"),
    help:
      "lists: one list a user; lloo: each test event from the user's strictly earlier ones; loo: from all others. The latter two measure recall@k, hitrate@k, mrr@k and ndcg@k; without --split they predict what the models were fitted on."
  )
  var form = Form.lists

  @Option(help: ArgumentHelp("With loo and lloo: at most so many events, drawn uniformly.", valueName: "n"))
  var maxEvents: Int?

  enum Form: String, ExpressibleByArgument, CaseIterable { case lists, loo, lloo }

  func validate() throws {
    guard let maxEvents else { return }
    guard form != .lists else { throw ValidationError("--max-events needs --protocol loo or lloo") }
    guard maxEvents >= 1 else {
      throw ValidationError("--max-events takes a positive number, not \(maxEvents)")
    }
  }

  /// The questions about single events; nil for lists.
  func questions(isDivided: Bool) -> EventQuestions? {
    EventHistory(rawValue: form.rawValue).map {
      EventQuestions($0, target: isDivided ? .test : .all, limit: maxEvents)
    }
  }
}
