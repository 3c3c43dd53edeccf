import CKernels
import NeedletailMath

extension RowBatch {
  /// Positions of one tile of the sort.
  private static let tile = 16_384
  /// The widest digit of the radix sort: its counters stay in the nearest cache.
  private static let widestDigit = 11

  /// Sorts `count` rows that are in place.
  func sort(_ count: Int, _ pool: WorkerPool) throws(EmbeddingError) {
    let extent = needletail_rows_range(rows.base, count)
    guard extent.least >= 0 else {
      let place = (0..<count).first { rows.base[$0] < 0 } ?? 0
      throw EmbeddingError(
        .row, table: "batch", "expected rows of 0 or more, found \(rows.base[place]) at position \(place)")
    }
    keys.reserve(count)
    nextKeys.reserve(count)
    let bits = max(1, Int32.bitWidth - Int(extent.greatest.leadingZeroBitCount))
    let passes = (bits + Self.widestDigit - 1) / Self.widestDigit
    let digit = (bits + passes - 1) / passes
    var (source, target) = (SharedPointer(keys.base), SharedPointer(nextKeys.base))
    for pass in 0..<passes {
      scatter(from: pass == 0 ? nil : source, to: target, count, shift: pass * digit, bits: digit, pool)
      swap(&source, &target)
    }
    split(source, count, pool)
    self.count = count
    range = Int(extent.least)..<Int(extent.greatest) + 1
  }

  /// One pass: the counts of all tiles give each tile its places, digit by digit and then tile by tile.
  private func scatter(
    from source: SharedPointer<UInt64>?, to target: SharedPointer<UInt64>, _ count: Int, shift: Int,
    bits: Int,
    _ pool: WorkerPool
  ) {
    let (tiles, digits) = (Self.tiles(count), 1 << bits)
    let rows = SharedPointer(self.rows.base)
    var counts = [UInt32](repeating: 0, count: tiles * digits)
    counts.withUnsafeMutableBufferPointer { counts in
      let places = SharedPointer(counts)
      pool.forEach(count: tiles) { tile in
        let range = Self.range(tile, count)
        needletail_rows_count(
          rows.base, source?.base, range.lowerBound, range.upperBound, Int32(shift), Int32(bits),
          places.base + tile * digits)
      }
      var next: UInt32 = 0
      for digit in 0..<digits {
        for tile in 0..<tiles {
          let here = places[tile * digits + digit]
          places[tile * digits + digit] = next
          next += here
        }
      }
      pool.forEach(count: tiles) { tile in
        let range = Self.range(tile, count)
        needletail_rows_scatter(
          rows.base, source?.base, range.lowerBound, range.upperBound, Int32(shift), Int32(bits),
          places.base + tile * digits, target.base)
      }
    }
  }

  /// Takes sorted keys apart.
  private func split(_ sorted: SharedPointer<UInt64>, _ count: Int, _ pool: WorkerPool) {
    let tiles = Self.tiles(count)
    var firsts = [Int](repeating: 0, count: tiles)
    firsts.withUnsafeMutableBufferPointer { firsts in
      let firsts = SharedPointer(firsts)
      pool.forEach(count: tiles) { tile in
        let range = Self.range(tile, count)
        firsts[tile] = needletail_rows_starts(sorted.base, range.lowerBound, range.upperBound)
      }
    }
    var total = 0
    for tile in 0..<tiles { (firsts[tile], total) = (total, total + firsts[tile]) }
    uniqueCount = total
    positions.reserve(count)
    unique.reserve(total)
    starts.reserve(total + 1)
    let (positions, unique, starts) = (
      SharedPointer(self.positions.base), SharedPointer(self.unique.base), SharedPointer(self.starts.base)
    )
    let numbers = firsts
    pool.forEach(count: tiles) { tile in
      let range = Self.range(tile, count)
      needletail_rows_split(
        sorted.base, range.lowerBound, range.upperBound, numbers[tile], positions.base, unique.base,
        starts.base)
    }
    starts[total] = Int32(count)
  }

  /// Writes for each position the number of its row.
  func invert(_ inverse: inout Scratch<Int32>, _ pool: WorkerPool) {
    guard count > 0 else { return }
    inverse.reserve(count)
    let (target, positions, starts) = (
      SharedPointer(inverse.base), SharedPointer(self.positions.base), SharedPointer(self.starts.base)
    )
    let unique = uniqueCount
    pool.forEach(count: Self.tiles(unique)) { tile in
      let range = Self.range(tile, unique)
      needletail_rows_invert(
        positions.base, starts.base, range.lowerBound, range.upperBound, target.base)
    }
  }

  private static func tiles(_ count: Int) -> Int { (count + tile - 1) / tile }

  private static func range(_ tile: Int, _ count: Int) -> Range<Int> {
    tile * Self.tile..<min(count, (tile + 1) * Self.tile)
  }
}
