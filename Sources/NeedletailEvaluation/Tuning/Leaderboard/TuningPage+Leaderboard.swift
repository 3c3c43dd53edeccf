extension TuningPage {
  /// How many trials the table shows before the rest is folded away.
  private static let shown = 15

  /// The trials from best to worst.
  var leaderboard: String? {
    let ranking = result.ranking
    guard !ranking.isEmpty else { return nil }
    let bias = result.biasKey
    let head = """
      <thead><tr><th scope="col">rank</th><th scope="col" class="w">specification</th>\
      <th scope="col">\(ReportText.escaped(metric))</th><th scope="col">to fit</th>\
      <th scope="col">to answer</th><th scope="col">memory</th>\
      \(bias.map { "<th scope=\"col\">\(ReportText.escaped($0))</th>" } ?? "")\
      <th scope="col">stage</th></tr></thead>
      """
    func rows(_ trials: some Sequence<(offset: Int, element: Trial)>) -> String {
      trials.map { rank, trial in
        let interval =
          trial.low.flatMap { low in
            trial.high.map {
              "<small>\(ReportText.fixed(low, decimals: 4)) – \(ReportText.fixed($0, decimals: 4))</small>"
            }
          } ?? ""
        let bias = bias.map { key in
          let value = trial.metrics[key]
          let decimals = ReportText.decimals(for: value.map { [$0] } ?? [])
          return "<td class=\"soft\">\(ReportText.fixed(value, decimals: decimals))</td>"
        }
        return """
          <tr><th scope="row">\(rank + 1)</th><td class="w"><span class="name">\(ReportText.escaped(result.short(trial)))</span></td>\
          <td\(rank == 0 ? " class=\"best\"" : "")>\(ReportText.fixed(trial.value, decimals: 4))\(interval)</td>\
          <td class="soft">\(ReportText.escaped(ReportText.duration(trial.fitSeconds)))</td>\
          <td class="soft">\(ReportText.escaped(ReportText.duration(trial.scoreSeconds)))</td>\
          <td class="soft">\(ReportText.bytes(trial.memoryBytes))</td>\(bias ?? "")\
          <td class="soft">\(ReportText.escaped(trial.stage))</td></tr>
          """
      }.joined(separator: "\n")
    }
    let all = Array(ranking.enumerated())
    let rest = all.dropFirst(Self.shown)
    return """
      <h2>Leaderboard</h2>
      <p class="note">On the validation part. Small: 95 % bootstrap interval over \(study.unit ?? "user")s. Memory: what fitting needs by \
      the algorithm's formula.</p>
      <div class="scroll"><table>\(head)<tbody>\(rows(all.prefix(Self.shown)))</tbody></table></div>
      \(rest.isEmpty
        ? ""
        : "<details><summary>\(rest.count) more</summary><div class=\"scroll\"><table>\(head)<tbody>"
          + "\(rows(rest))</tbody></table></div></details>")
      """
  }
}
