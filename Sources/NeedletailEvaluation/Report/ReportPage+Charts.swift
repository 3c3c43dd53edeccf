extension ReportPage {
  /// The first metric of popularity bias that there is.
  private var biasKey: MetricKey? {
    for family in [MetricFamily.poplift, .arp, .aplt, .aclt, .novelty] {
      if let key = keys.first(where: { $0.family == family }) { return key }
    }
    return nil
  }

  /// Accuracy against popularity bias, a mark a model.
  var popularityBias: String? {
    guard let accuracy = principal, let bias = biasKey, accuracy != bias else { return nil }
    let points = models.indices.compactMap { index -> ScatterPoint? in
      guard let x = metric(bias, of: models[index]), let y = metric(accuracy, of: models[index]) else {
        return nil
      }
      return ScatterPoint(series: index, name: models[index].name, x: x, y: y)
    }
    guard !points.isEmpty else { return nil }
    let chart = Chart.scatter(points, xTitle: bias.description, yTitle: accuracy.description)
    return """
      <h2>Accuracy and popularity bias</h2>
      <p class="note">\(ReportText.escaped(bias.definition)) Bars: \(percent) intervals.</p>
      <div class="grid single"><figure><h3>\(accuracy) against \(bias)</h3>\(chart)</figure></div>
      """
  }

  /// Accuracy at growing list lengths, a chart a metric.
  var cutoffs: String? {
    var metrics: [String] = []
    for curve in models.flatMap(\.cutoffCurves)
    where curve.cutoffs.count > 1 && !metrics.contains(curve.metric) {
      metrics.append(curve.metric)
    }
    guard !metrics.isEmpty else { return nil }
    let figures = metrics.map { metric in
      let series = models.enumerated().compactMap { index, model -> ChartSeries? in
        guard let curve = model.cutoffCurves.first(where: { $0.metric == metric }) else { return nil }
        return ChartSeries(
          series: index, points: zip(curve.cutoffs, curve.values).map { (Double($0), $1) })
      }
      return
        "<figure><h3>\(ReportText.escaped(metric)) at k</h3>\(Chart.cutoffs(series, metric: metric))</figure>"
    }
    return """
      <h2>Accuracy by length of the list</h2>
      \(legend)
      <div class="grid">\(figures.joined(separator: "\n"))</div>
      """
  }

  /// The principal metrics by groups of users.
  var breakdowns: String? {
    guard let key = principal else { return nil }
    let attributes = models.first?.breakdowns.filter { $0.buckets.count > 1 }.map(\.attribute) ?? []
    let figures = attributes.compactMap { attribute -> String? in
      guard let buckets = models.first?.breakdowns.first(where: { $0.attribute == attribute })?.buckets else {
        return nil
      }
      let rows = buckets.enumerated().map { row, bucket in
        BucketRow(
          name: bucket.name, users: bucket.users,
          values: models.map { model in
            model.breakdowns.first { $0.attribute == attribute }?.buckets[row].metrics[key.description]
          })
      }
      let title = attribute == "activity" ? "items in the history" : ReportText.escaped(attribute)
      let chart = Chart.buckets(rows, metric: key.description, attribute: attribute)
      return "<figure><h3>\(key) by \(title)</h3>\(chart)</figure>"
    }
    guard !figures.isEmpty else { return nil }
    return """
      <h2>Groups of users</h2>
      <p class="note">Bars: \(percent) bootstrap intervals within the group. In brackets: users of the group.</p>
      \(legend)
      <div class="grid">\(figures.joined(separator: "\n"))</div>
      """
  }

  /// ROC and precision-recall curves.
  var rankingCurves: String? {
    let curves = models.enumerated().compactMap { index, model in model.rankingCurves.map { (index, $0) } }
    guard let users = curves.first?.1.users else { return nil }
    let roc = curves.map { index, curve in
      ChartSeries(series: index, points: Array(zip(curve.falsePositiveRates, curve.truePositiveRates)))
    }
    let precision = curves.map { index, curve in
      ChartSeries(series: index, points: Array(zip(curve.recalls, curve.precisions)))
    }
    return """
      <h2>Over the whole ranking</h2>
      <p class="note">Means over \(ReportText.grouped(users)) users at fixed grids. Left: each user's ROC curve \
      read at every false positive rate, straight across ties; dashed: chance. Right: the greatest precision at \
      each recall or beyond.</p>
      \(legend)
      <div class="grid">
      <figure><h3>ROC</h3>\(Chart.roc(roc))</figure>
      <figure><h3>Precision and recall</h3>\(Chart.precisionRecall(precision))</figure>
      </div>
      """
  }
}
