import Glibc
import NeedletailMath

extension EmbeddingTable {
  /// All rows with the optimiser's state as they lie in memory: rows × numbers of a record. With `step` it is all that a
  /// table is, apart from its configuration.
  public func records() -> HostTensor {
    let bytes = rows * layout.stride * MemoryLayout<Float>.stride
    return HostTensor(
      type: .float32, shape: [rows, layout.stride],
      bytes: SharedBuffer(count: bytes) { memcpy($0.baseAddress!, storage.records, bytes) })
  }

  /// A table in memory that goes on from what `records()` gave, to the same bits.
  ///
  /// - Parameters:
  ///   - configuration: of the table that they were taken from.
  ///   - step: the updates that it had.
  /// - Throws: `EmbeddingError` for records of another shape, for missing space.
  public convenience init(_ configuration: Configuration, records: HostTensor, step: Int) throws {
    let layout = RecordLayout(dimension: configuration.dimension, optimizer: configuration.optimizer)
    guard records.type == .float32, records.shape.count == 2, records.shape[1] == layout.stride, step >= 0
    else {
      throw EmbeddingError(
        .configuration, table: configuration.name,
        "expected records of \(layout.stride) numbers, found shape \(records.shape) of \(records.type)")
    }
    try self.init(blank: configuration, rows: records.shape[0], step: step, storage: .resident)
    records.bytes.withUnsafeBufferPointer { _ = memcpy(storage.records, $0.baseAddress!, $0.count) }
  }
}
