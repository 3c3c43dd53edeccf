extension ReportPage {
  /// Whether predicted probabilities come true: a chart of all models and a table of each.
  var reliability: String? {
    let series = models.enumerated().compactMap { index, model in
      model.reliability.map { ReliabilitySeries(series: index, bins: $0) }
    }
    guard !series.isEmpty else { return nil }
    let tables = series.map { own in
      let rows = own.bins.map { bin in
        """
        <tr><th scope="row">\(range(bin.low, bin.high, 1))</th><td>\(ReportText.grouped(bin.examples))</td>\
        <td>\(ReportText.fixed(bin.meanProbability, decimals: 4))</td>\
        <td>\(ReportText.fixed(bin.rate, decimals: 4))<small>\(range(bin.rateLow, bin.rateHigh, 4))</small></td></tr>
        """
      }
      return """
        <details><summary>\(ReportText.escaped(models[own.series].name))</summary>
        <div class="scroll"><table><thead><tr><th scope="col">probability</th><th scope="col">examples</th>\
        <th scope="col">mean probability</th><th scope="col">rate of clicks</th></tr></thead><tbody>
        \(rows.joined(separator: "\n"))
        </tbody></table></div></details>
        """
    }
    return """
      <h2>Reliability</h2>
      <p class="note">Test examples in ten bins of equal width by predicted probability. On the dashed line, clicks come \
      as often as predicted; below it, predictions are too high. Bars: Wilson's \(percent) intervals of the rate.</p>
      \(legend)
      <div class="grid single"><figure><h3>Rate of clicks against probability</h3>\(Chart.reliability(series))</figure></div>
      \(tables.joined(separator: "\n"))
      """
  }

  /// The fields of labelled examples, as the training part shows them.
  var fields: String? {
    guard let examples = document.data.examples, !examples.fields.isEmpty else { return nil }
    let rows = examples.fields.map { field in
      """
      <tr><th scope="row">\(ReportText.escaped(field.name))</th><td class="w">\(field.type)</td>\
      <td>\(ReportText.grouped(field.values))</td>\
      <td>\(ReportText.fixed(100 * Double(field.unseen) / Double(max(examples.test, 1)), decimals: 2)) %</td></tr>
      """
    }
    return """
      <h2>Fields</h2>
      <p class="note">Values: those of the training part. Unseen: test examples whose value is missing or new.</p>
      <details><summary>\(examples.fields.count) fields</summary>
      <div class="scroll"><table><thead><tr><th scope="col">field</th><th scope="col" class="w">type</th>\
      <th scope="col">values</th><th scope="col">unseen</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div></details>
      """
  }

  /// What is resampled and paired, in the plural: "users", "examples".
  var units: String { document.environment.unit.map { "\($0)s" } ?? "users" }

  /// What an evaluation judged, for labelled examples.
  var judgedExamples: String? {
    document.data.examples.map { examples in
      let units =
        document.environment.unit == "example"
        ? "" : " of \(ReportText.grouped(models.first?.counts.users ?? 0)) \(self.units)"
      return
        "\(ReportText.grouped(examples.test)) test examples\(units), models fitted on \(ReportText.grouped(examples.training))"
    }
  }
}
