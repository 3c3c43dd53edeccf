import ArgumentParser
import Needletail
import NeedletailServing

/// `needletail train-candidate`: what a server starts to train; not for people.
struct TrainCandidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-candidate",
    abstract: "Train a candidate for a server: a request on standard input, messages on standard output.",
    shouldDisplay: false)

  func run() throws {
    let hasVerdict = CandidateTraining.answerStandardInput(
      algorithms: .standard, cancellation: Interruption.cancellation)
    if !hasVerdict { throw ExitCode(ExitStatus.badData) }
  }
}
