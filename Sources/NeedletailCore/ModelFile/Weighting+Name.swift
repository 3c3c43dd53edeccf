import NeedletailData

extension Weighting {
  /// The name under which model files keep it.
  var name: String { "\(self)" }

  /// The weighting with a name.
  init?(named name: String) {
    guard let weighting = [Weighting.binary, .value].first(where: { $0.name == name }) else { return nil }
    self = weighting
  }
}
