public import NeedletailCore
import NeedletailMath

extension IALS {
  /// Opens a model that `IALSModel.write(to:)` wrote.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let ials = try IALS(hyperparameters)
    return IALSModel(
      ials,
      userFactors: try file.matrix("users", rows: file.userCount, columns: ials.paddedDimension),
      itemFactors: try file.matrix("items", rows: file.itemCount, columns: ials.paddedDimension),
      spectrum: try file.floats("spectrum", shape: [ials.dimension]).array,
      fingerprints: try file.longs("fingerprints", count: file.userCount))
  }
}

extension IALSModel {
  /// Adds the vectors of users and items, the eigenvalues of the items' Gramian and the users' fingerprints.
  public func write(to file: inout ModelWriter) throws {
    file.add("users", userFactors)
    file.add("items", itemFactors)
    file.add("spectrum", .floats(SharedBuffer(spectrum), shape: [spectrum.count]))
    file.add("fingerprints", .longs(fingerprints))
  }
}
