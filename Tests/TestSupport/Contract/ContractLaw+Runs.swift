import NeedletailCore
import NeedletailMath
import Synchronization

extension ContractLaw {
  /// A run can be refused, watched and stopped; its hyper-parameters can be written down.
  static let runLaws = [
    ContractLaw("a cancelled run throws") { subject in
      let cancellation = Cancellation()
      cancellation.cancel()
      return throwsCancelled(subject, cancellation, nil) ? [] : ["a run that was cancelled before ended well"]
    },
    ContractLaw("a run cancelled at its first report throws") { subject in
      let cancellation = Cancellation()
      let reports = Mutex(0)
      let isThrown = throwsCancelled(subject, cancellation) { _ in
        reports.withLock { $0 += 1 }
        cancellation.cancel()
      }
      return isThrown || reports.withLock({ $0 }) == 0 ? [] : ["it ended well"]
    },
    ContractLaw("progress goes forward and stays within its total") { subject in
      let reports = Mutex<[Progress]>([])
      _ = try subject.specification.algorithm.fit(
        subject.data(ContractSubject.small), from: nil,
        options: TrainingOptions(progress: { report in reports.withLock { $0.append(report) } }))
      var findings = Findings()
      let list = reports.withLock { $0 }
      for report in list {
        findings.expect((0...report.total).contains(report.completed), "\(report)")
      }
      for (report, next) in zip(list, list.dropFirst()) where report.stage == next.stage {
        findings.expect(report.completed <= next.completed, "\(report), then \(next)")
      }
      return findings.list
    },
    ContractLaw("too little memory is refused with the figure") { subject in
      let data = subject.data(ContractSubject.large)
      let algorithm = subject.specification.algorithm
      let bytes = algorithm.memoryEstimate(for: data.shape, threads: 1).bytes
      guard bytes > 0 else { return [] }
      do {
        _ = try algorithm.train(
          data, options: TrainingOptions(pool: WorkerPool(threads: 1), memoryLimit: bytes - 1))
        return ["\(bytes - 1) bytes were enough for an estimate of \(bytes)"]
      } catch let error as TrainingError {
        let formula = type(of: algorithm).descriptor.memoryFormula
        return error.message.contains("needs") && error.message.contains(formula) ? [] : [error.message]
      }
    },
    ContractLaw("a search stays within what is legal") { subject in
      var findings = Findings()
      for parameter in type(of: subject.specification.algorithm).descriptor.hyperparameters {
        for value in parameter.search.map(ends) ?? [] {
          do {
            findings.expect(try parameter.value(checking: value) == value, "\(parameter.name)=\(value)")
          } catch {
            findings.expect(false, "\(error)")
          }
        }
      }
      return findings.list
    },
    ContractLaw("hyper-parameters round-trip at every legal bound") { subject in
      let type = type(of: subject.specification.algorithm)
      var findings = Findings()
      let defaults = type.descriptor.defaults
      findings.expect(try type.init(defaults).hyperparameters == defaults, "defaults")
      for parameter in type.descriptor.hyperparameters {
        for value in bounds(parameter) {
          let values = try type.descriptor.complete([parameter.name: value])
          let specification = ModelSpecification(try type.init(values))
          findings.expect(
            specification.algorithm.hyperparameters == values, "\(parameter.name)=\(value)")
          let again = try ModelSpecification(parsing: specification.description, registry: subject.registry)
          findings.expect(again == specification, "\(specification) parses as \(again)")
        }
      }
      return findings.list
    },
  ]

  private static func throwsCancelled(
    _ subject: ContractSubject, _ cancellation: Cancellation, _ progress: (@Sendable (Progress) -> Void)?
  ) -> Bool {
    do {
      _ = try subject.specification.algorithm.fit(
        subject.data(ContractSubject.small), from: nil,
        options: TrainingOptions(progress: progress, cancellation: cancellation))
      return false
    } catch { return error is CancelledError }
  }

  private static func ends(_ space: SearchSpace) -> [HyperparameterValue] {
    switch space {
    case .integers(let range), .logarithmicIntegers(let range):
      [.integer(range.lowerBound), .integer(range.upperBound)]
    case .numbers(let range): [.number(range.lowerBound), .number(range.upperBound)]
    case .logarithmic(let range):
      range.lowerBound > 0 ? [.number(range.lowerBound), .number(range.upperBound)] : [.number(-.infinity)]
    case .values(let values): values
    }
  }

  private static func bounds(_ parameter: Hyperparameter) -> [HyperparameterValue] {
    switch parameter.domain {
    case .integer(_, let range): [.integer(range.lowerBound), .integer(range.upperBound)]
    case .number(_, let range): [.number(range.lowerBound), .number(range.upperBound)]
    case .flag: [.flag(false), .flag(true)]
    case .choice(_, let names): names.map { .choice($0) }
    case .text: []
    }
  }
}
