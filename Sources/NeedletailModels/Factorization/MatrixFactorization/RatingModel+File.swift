public import NeedletailCore
import NeedletailMath

extension RatingModel {
  /// Adds the vectors with their biases, μ with the range of ratings, and the users' fingerprints.
  public func write(to file: inout ModelWriter) throws {
    file.add("users", users)
    file.add("items", items)
    if let implicit { file.add("implicit", implicit) }
    file.add("mean", .floats(SharedBuffer([mean, range.lowerBound, range.upperBound]), shape: [3]))
    file.add("fingerprints", .longs(fingerprints))
  }

  /// Opens what `write(to:)` wrote.
  init(_ file: any ModelReader, algorithm: any Algorithm, foldIn: RatingFoldIn, hasImplicit: Bool) throws {
    let width = Self.width(foldIn.dimension)
    let numbers = try file.floats("mean", shape: [3])
    guard numbers[1] <= numbers[2] else {
      throw file.fault("mean", "expected a least and a greatest rating, found \(numbers[1]), \(numbers[2])")
    }
    self.init(
      algorithm, foldIn: foldIn, mean: numbers[0], range: numbers[1]...numbers[2],
      users: try file.matrix("users", rows: file.userCount, columns: width),
      items: try file.matrix("items", rows: file.itemCount, columns: width),
      implicit: hasImplicit
        ? try file.matrix("implicit", rows: file.itemCount, columns: (foldIn.dimension + 15) / 16 * 16) : nil,
      fingerprints: try file.longs("fingerprints", count: file.userCount))
  }
}
