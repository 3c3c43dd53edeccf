/// The items that a batch with shared negatives touches, each once: the rows to gather from an embedding table.
public struct SampledCandidates: Sendable {
  /// The items: first the negatives, then the targets that are not among them, by first use.
  public let items: [Int32]
  /// How many negatives there are.
  public let negativeCount: Int
  /// The row of each query's target in `items`, or `SoftmaxBatch.ignored`.
  public let targets: [Int32]
  /// The logarithm of the expected count of each item in `items` among negatives.
  public let logExpectedCounts: [Float]

  /// The candidates of a batch.
  ///
  /// - Parameters:
  ///   - targets: the item of each query, or `SoftmaxBatch.ignored`.
  ///   - negatives: what was drawn for this batch.
  ///   - itemCount: the size of the catalogue.
  /// - Throws: `LossError.targetOutOfRange`.
  public init(targets: [Int32], negatives: NegativeSample, itemCount: Int) throws(LossError) {
    var items = negatives.items
    var rows = [Int32: Int32](minimumCapacity: items.count + targets.count)
    for (row, item) in items.enumerated() { rows[item] = Int32(row) }
    var targetRows: [Int32] = []
    targetRows.reserveCapacity(targets.count)
    for (position, target) in targets.enumerated() {
      guard target != SoftmaxBatch.ignored else {
        targetRows.append(SoftmaxBatch.ignored)
        continue
      }
      guard target >= 0, target < itemCount else {
        throw .targetOutOfRange(position: position, target: Int(target), items: itemCount)
      }
      if let row = rows[target] {
        targetRows.append(row)
      } else {
        rows[target] = Int32(items.count)
        targetRows.append(Int32(items.count))
        items.append(target)
      }
    }
    self.items = items
    self.targets = targetRows
    negativeCount = negatives.items.count
    logExpectedCounts = items.map { negatives.logExpectedCount(of: Int($0)) }
  }
}
