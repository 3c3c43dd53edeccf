import FoundationEssentials
public import NeedletailCore
public import NeedletailMath

extension EmbeddingTable {
  /// A table from a model's file, written with its state; it goes on to the same bits.
  ///
  /// - Parameters:
  ///   - reader: the file.
  ///   - name: the table's name in it.
  ///   - storage: where the rows live from now on.
  ///   - pool: the threads that copy them.
  /// - Throws: `ModelFileError` for a table without state, of wrong shapes, or with numbers that cannot be;
  ///   `EmbeddingError` where the system does not give the space.
  public convenience init(
    reading reader: any ModelReader, as name: String, storage: Storage = .resident, pool: WorkerPool
  ) throws {
    let description = try Self.description(reader, name)
    let (rows, configuration) = (description.rows, description.configuration)
    let layout = RecordLayout(dimension: configuration.dimension, optimizer: configuration.optimizer)
    // All parts are looked at before any memory is taken.
    let columns = try layout.planes.map { try PlaneWriter(reader, "\(name).\($0.name)", $0, rows: rows) }
    try self.init(blank: configuration, rows: rows, step: description.step, storage: storage)
    let records = SharedPointer(self.storage.records)
    for column in columns {
      try pool.forEach(count: (rows + Self.tile - 1) / Self.tile) { tile in
        let range = tile * Self.tile..<min(rows, (tile + 1) * Self.tile)
        if let row = column.copy(range, to: records.base, stride: layout.stride) {
          throw reader.fault(
            "\(name).\(column.plane.name)",
            "row \(row): expected finite numbers" + (column.plane.isNotNegative ? " of 0 or more" : ""))
        }
      }
    }
    let padding = UnsafeBufferPointer(start: records.base, count: configuration.dimension)
    guard padding.allSatisfy({ $0 == 0 }) else {
      throw reader.fault("\(name).weights", "expected zeros in row \(Self.paddingRow)")
    }
  }

  /// A table that was saved by `save(to:)`.
  public convenience init(contentsOf path: String, storage: Storage = .resident, pool: WorkerPool) throws {
    try self.init(
      reading: try ModelWriter.open(file: path), as: Self.savedName, storage: storage, pool: pool)
  }

  private static func description(_ reader: any ModelReader, _ name: String) throws -> Description {
    let part = "\(name).description"
    let bytes = try reader.bytes(part, count: nil)
    let description: Description
    do { description = try JSONDecoder().decode(Description.self, from: Data(bytes.array)) } catch {
      throw reader.fault(part, "expected the description of a table: \(error)")
    }
    do { try description.configuration.check(rows: description.rows) } catch {
      throw reader.fault(part, error.message)
    }
    guard description.format == 1, description.step >= 0 else {
      throw reader.fault(
        part, "expected format 1 and steps of 0 or more, found \(description.format) and \(description.step)")
    }
    return description
  }
}

/// Copies one kind of number from a file into records.
private struct PlaneWriter: Sendable {
  let plane: RecordLayout.Plane
  private let numbers: SharedBuffer<Float>?
  private let integers: SharedBuffer<Int32>?

  init(_ reader: any ModelReader, _ name: String, _ plane: RecordLayout.Plane, rows: Int) throws {
    self.plane = plane
    integers = plane.isInteger ? try reader.integers(name, count: rows) : nil
    numbers = plane.isInteger ? nil : try reader.floats(name, shape: [rows, plane.width])
  }

  /// Copies some rows; the first row with a number that cannot be, nil for none.
  func copy(_ rows: Range<Int>, to records: UnsafeMutablePointer<Float>, stride: Int) -> Int? {
    if let integers {
      return integers.withUnsafeBufferPointer { source in
        for row in rows {
          let bits = UInt32(bitPattern: source[row])
          records[row * stride + plane.offset] = Float(bitPattern: bits)
        }
        return rows.first { source[$0] < 0 }
      }
    }
    return numbers?.withUnsafeBufferPointer { source in
      let least: Float = plane.isNotNegative ? 0 : -.greatestFiniteMagnitude
      for row in rows {
        let target = records + row * stride + plane.offset
        for place in 0..<plane.width {
          let number = source[row * plane.width + place]
          guard number >= least, number.isFinite else { return row }
          target[place] = number
        }
      }
      return nil
    }
  }
}
