public import NeedletailCore
import NeedletailMath

extension IALS {
  /// Opens a model that `IALSModel.write(to:)` wrote.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let ials = try IALS(hyperparameters)
    var l2 = ials.l2
    if ials.l2Reference >= 0 {
      l2 = Double(bitPattern: UInt64(bitPattern: try file.longs("l2", count: 1)[0]))
      guard l2 >= 0, l2.isFinite else { throw file.fault("l2", "expected the bits of a number, found \(l2)") }
    }
    return IALSModel(
      ials, l2: l2,
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
    // λ itself depends on the training data when l2 is scale-free.
    if let algorithm = algorithm as? IALS, algorithm.l2Reference >= 0 {
      file.add("l2", .longs(SharedBuffer([Int64(bitPattern: ials.l2.bitPattern)])))
    }
  }
}
