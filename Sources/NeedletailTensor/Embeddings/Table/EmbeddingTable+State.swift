import NeedletailMath

extension EmbeddingTable {
  /// All that a table has learnt, as plain values by name: weights, what the optimiser keeps beside them, and the number
  /// of updates. A table of the same kind goes on from it to the same bits.
  ///
  /// - Complexity: a copy of all rows.
  public var state: [(name: String, tensor: HostTensor)] {
    let stride = layout.stride
    let planes = layout.planes.map { plane -> (name: String, tensor: HostTensor) in
      let bytes = SharedBuffer<UInt8>(count: rows * plane.width * 4) { target in
        let target = UnsafeMutableRawBufferPointer(target)
        for row in 0..<rows {
          let source = storage.records + row * stride + plane.offset
          target[(row * plane.width * 4)..<((row + 1) * plane.width * 4)].copyBytes(
            from: UnsafeRawBufferPointer(start: source, count: plane.width * 4))
        }
      }
      return (
        plane.name,
        HostTensor(type: plane.isInteger ? .int32 : .float32, shape: [rows, plane.width], bytes: bytes)
      )
    }
    return planes + [("step", HostTensor([Int64(step)], shape: []))]
  }

  /// Goes on from what `state` gave.
  ///
  /// - Throws: `EmbeddingError` when a part is absent, of another shape or type, or the step is none; the table may then
  ///   hold parts of both.
  public func restore(_ state: [String: HostTensor]) throws {
    func part(_ name: String, _ type: DataType, _ shape: [Int]) throws -> HostTensor {
      guard let tensor = state[name], tensor.type == type, tensor.shape == shape else {
        let found = state[name].map { "\($0.shape) of \($0.type)" } ?? "nothing"
        throw EmbeddingError(
          .file, table: self.name, "\(name): expected \(shape) of \(type), found \(found)")
      }
      return tensor
    }
    let step = try part("step", .int64, []).elements(Int64.self)[0]
    guard step >= 0, step < Int64(Int32.max) else {
      throw EmbeddingError(.file, table: name, "step: expected a number of updates, found \(step)")
    }
    try mark()
    for plane in layout.planes {
      let tensor = try part(plane.name, plane.isInteger ? .int32 : .float32, [rows, plane.width])
      tensor.bytes.withUnsafeBufferPointer { source in
        let source = UnsafeRawBufferPointer(source)
        for row in 0..<rows {
          UnsafeMutableRawBufferPointer(
            start: storage.records + row * layout.stride + plane.offset, count: plane.width * 4
          ).copyBytes(from: source[(row * plane.width * 4)..<((row + 1) * plane.width * 4)])
        }
      }
    }
    self.step = Int(step)
  }
}
