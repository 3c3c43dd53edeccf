import Glibc
import NeedletailMath
import Synchronization

extension ExposureLog {
  /// Removes all records of a user for good, also those that wait; records that come later are not kept either.
  ///
  /// Segments with records of the user are rewritten beside their places and renamed, while writing goes on in a new
  /// segment. To be called before the user is erased from the store: when it is interrupted, the user is still there
  /// to be erased again. Blocks.
  /// - Returns: how many written records were removed.
  /// - Throws: `FileAccessError`; some segments may then still hold records of the user.
  /// - Complexity: reads all segments.
  @discardableResult
  public func erase(user: Int32) throws -> Int {
    queue.withLock { queue in
      queue.erased.insert(user)
      queue.waiting.removeAll { $0.user == user }
    }
    return try maintenance.withLock { _ in
      let numbers = files.withLock { files in
        files.seal()
        return files.segments.map(\.number)
      }
      return try numbers.reduce(0) { try $0 + erase(user, fromSegment: $1) }
    }
  }

  private func erase(_ user: Int32, fromSegment number: Int) throws -> Int {
    let path = "\(directory)/\(ExposureSegment.name(number))"
    let bytes = try ExposureSegment.bytes(path)
    var kept = ExposureSegment.header
    var removed = 0
    for block in ExposureSegment.blocks(in: bytes).blocks {
      // A block that cannot be read may hold the person too.
      guard let records = try? ExposureBlock.decode(bytes[block.range], records: block.records) else {
        continue
      }
      let others = records.filter { $0.user != user }
      removed += records.count - others.count
      if others.count == records.count {
        kept += bytes[block.range]
      } else if !others.isEmpty {
        kept += ExposureBlock.encode(others)
      }
    }
    // Damage between the blocks goes as well.
    guard kept.count != bytes.count || removed > 0 else { return 0 }
    if kept.count == ExposureSegment.header.count {
      guard unlink(path) == 0 else { throw FileAccessError(path: path, action: "remove", errorNumber: errno) }
      try DirectoryReplacement.sync(folder: directory)
      files.withLock { $0.resize(number, to: nil) }
    } else {
      try RegistryFiles.write(kept, to: path)
      files.withLock { $0.resize(number, to: kept.count) }
    }
    return removed
  }
}
