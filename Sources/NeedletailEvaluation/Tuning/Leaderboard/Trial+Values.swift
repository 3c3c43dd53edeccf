extension Trial {
  /// The hyper-parameters as text, by name.
  var values: [String: String] {
    guard let open = model.firstIndex(of: "("), model.last == ")" else { return [:] }
    var values: [String: String] = [:]
    for pair in model[model.index(after: open)...].dropLast().split(separator: ",") {
      let sides = pair.split(separator: "=", maxSplits: 1)
      if sides.count == 2 { values[String(sides[0])] = String(sides[1]) }
    }
    return values
  }
}

extension TuningResult {
  /// What tells a trial from the others: the values of the axes, and the epochs when they vary or were chosen.
  public func short(_ trial: Trial) -> String {
    var names = study.space.map { String($0.prefix { $0 != "=" }) }
    let values = trial.values
    if !names.contains("epochs"), Set(trials.map { $0.values["epochs"] ?? "" }).count > 1 {
      names.append("epochs")
    }
    var parts = names.compactMap { name in values[name].map { "\(name)=\($0)" } }
    if let epochs = trial.epochs {
      parts.removeAll { $0.hasPrefix("epochs=") }
      parts.append("epochs=\(epochs)")
    }
    return parts.joined(separator: ", ")
  }

  /// The time that all trials took.
  public var seconds: Double { trials.reduce(0) { $0 + ($1.seconds ?? 0) } }
}
