public import NeedletailMath

extension ModelReader {
  /// A matrix of rows × columns.
  public func matrix(_ name: String, rows: Int, columns: Int) throws -> Matrix {
    Matrix(rows: rows, columns: columns, elements: try floats(name, shape: [rows, columns]))
  }

  /// A sparse matrix of rows × columns, written by `ModelWriter.add(_:_:)`.
  ///
  /// - Throws: `ModelFileError` when a tensor is absent or of another shape, offsets descend, columns do not
  ///   ascend within a row or lie outside the matrix, or a value is not finite.
  /// - Complexity: O(rows + entries).
  public func sparse(_ name: String, rows: Int, columns: Int) throws -> CSRMatrix {
    let offsets = try longs("\(name).offsets", count: rows + 1)
    let indices = try integers("\(name).columns", count: nil)
    let values =
      try contains("\(name).values") ? floats("\(name).values", shape: [indices.count]) : nil
    let fault = offsets.withUnsafeBufferPointer { offsets in
      indices.withUnsafeBufferPointer { indices in
        Self.fault(offsets: offsets, indices: indices, columns: columns)
      }
    }
    if let fault { throw self.fault("\(name).\(fault.tensor)", fault.message) }
    let allFinite = values?.withUnsafeBufferPointer { $0.allSatisfy(\.isFinite) } ?? true
    guard allFinite else { throw self.fault("\(name).values", "expected finite numbers only") }
    return CSRMatrix(
      rows: rows, columns: columns, rowOffsets: offsets, columnIndices: indices, values: values)
  }

  private static func fault(
    offsets: UnsafeBufferPointer<Int64>, indices: UnsafeBufferPointer<Int32>, columns: Int
  ) -> (tensor: String, message: String)? {
    guard offsets[0] == 0, offsets[offsets.count - 1] == Int64(indices.count) else {
      return (
        "offsets",
        "expected numbers from 0 to \(indices.count), found \(offsets[0]) to \(offsets[offsets.count - 1])"
      )
    }
    for row in 0..<offsets.count - 1 where offsets[row] > offsets[row + 1] {
      return ("offsets", "expected ascending numbers, found \(offsets[row + 1]) after \(offsets[row])")
    }
    for row in 0..<offsets.count - 1 {
      var last: Int32 = -1
      for position in Int(offsets[row])..<Int(offsets[row + 1]) {
        let column = indices[position]
        guard column > last, Int(column) < columns else {
          return (
            "columns",
            "row \(row): expected ascending numbers below \(columns), found \(column) after \(last)"
          )
        }
        last = column
      }
    }
    return nil
  }
}
