import NeedletailCore
import NeedletailMath
import Synchronization
import Testing

@Suite("Epochs of a fit")
struct EpochTrainerTests {
  /// Counts its epochs; its model has as many items.
  private struct Counting: EpochTrainer {
    var epochs = 0
    var completedEpochs: Int { epochs }

    mutating func runEpoch() throws -> String {
      epochs += 1
      return "loss \(epochs)"
    }

    consuming func model(epochs: Int) throws -> any Recommender {
      let weights = Matrix(rows: 1, columns: self.epochs)
      var values = ToyAlgorithm.descriptor.defaults.values
      values["dimension"] = .integer(epochs)
      return ToyRecommender(
        toy: ToyAlgorithm(HyperparameterValues(values)), weights: weights,
        gram: CSRMatrix(columns: 0, rows: []), counts: SharedBuffer([]))
    }
  }

  private func stopping(_ figures: [Double], patience: Int = 2, interval: Int = 1, lower: Bool = false)
    -> EarlyStopping
  {
    EarlyStopping(metric: "figure", isLowerBetter: lower, patience: patience, interval: interval) {
      figures[$0.itemCount - 1]
    }
  }

  private func epochs(_ stopping: EarlyStopping?, of total: Int) throws -> Int {
    let model = try Counting().train(epochs: total, options: TrainingOptions(stopping: stopping))
    #expect(model.algorithm.hyperparameters.integer("dimension") == model.itemCount)
    return model.itemCount
  }

  @Test("without a rule all epochs are run")
  func all() throws { #expect(try epochs(nil, of: 7) == 7) }

  @Test("the best epoch wins, and a fit ends when patience is out")
  func best() throws {
    // The .9 of epoch 6 comes too late for a patience of two.
    let figures = [0.1, 0.5, 0.4, 0.5, 0.2, 0.9]
    #expect(try epochs(stopping(figures), of: 6) == 2)
    #expect(try epochs(stopping(figures, patience: 4), of: 6) == 6)
    #expect(try epochs(stopping(figures, lower: true), of: 6) == 1)
  }

  @Test("the last epoch is measured even when the interval does not divide the epochs")
  func interval() throws {
    #expect(try epochs(stopping([9, 1, 9, 2, 3], interval: 2), of: 5) == 5)
    #expect(try epochs(stopping([9, 1, 9, 2], interval: 2), of: 4) == 4)
  }

  @Test("what is no number is never best, and nothing but that is an error")
  func noNumber() throws {
    #expect(try epochs(stopping([.nan, 0.1, .nan, .nan]), of: 4) == 2)
    #expect(throws: TrainingError.self) { try epochs(stopping([.nan, .nan, .nan]), of: 3) }
  }

  @Test("progress names the figure and goes forward to its total")
  func progress() throws {
    let reports = Mutex<[Progress]>([])
    let options = TrainingOptions(
      progress: { report in reports.withLock { $0.append(report) } }, stopping: stopping([1, 2]))
    _ = try Counting().train(epochs: 2, options: options)
    let list = reports.withLock { $0 }
    #expect(list.map(\.completed) == [0, 1, 2])
    #expect(list.map(\.note) == ["", "loss 1, figure 1.0", "loss 2, figure 2.0"])
  }

  @Test("a state that has had epochs has the others")
  func resumed() throws {
    let model = try Counting(epochs: 2).train(epochs: 5, options: TrainingOptions())
    #expect(model.itemCount == 5)
    let finished = try Counting(epochs: 2).train(
      epochs: 2, options: TrainingOptions(stopping: stopping([1, 1])))
    #expect(finished.itemCount == 2)
  }

  @Test("a cancelled fit throws")
  func cancelled() {
    let cancellation = Cancellation()
    let options = TrainingOptions(progress: { _ in cancellation.cancel() }, cancellation: cancellation)
    #expect(throws: CancelledError.self) { try Counting().train(epochs: 3, options: options) }
  }
}
