// Judges a TREC run and prints `metric,value` lines, then the seconds of judging (reading not included).
// Usage: JudgeRun RUN QRELS METRICS
import Glibc
import Needletail

let arguments = CommandLine.arguments
guard arguments.count == 4 else {
  print("usage: JudgeRun RUN QRELS METRICS")
  exit(64)
}
do {
  let run = try RankedRun(contentsOf: arguments[1])
  let qrels = try Qrels(contentsOf: arguments[2])
  var options = EvaluationOptions(metrics: try MetricKey.list(arguments[3]), pool: WorkerPool(threads: 1))
  options.resamples = 0
  options.activityBuckets = 0
  let start = ContinuousClock.now
  let result = try Judge.judge(run, against: qrels, options: options)
  let elapsed = ContinuousClock.now - start
  for metric in result.metrics { print("\(metric.key);\(metric.value)") }
  print("seconds;\(Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18)")
} catch {
  print(error)
  exit(65)
}
