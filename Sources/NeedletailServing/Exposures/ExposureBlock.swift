/// A group of records as it lies in a segment: a header of 16 bytes, then the content.
///
/// Header: "NTEX", the bytes of the content, the number of records, and the check of these two and the content; all
/// little-endian. The content starts with the names that its records use (pipelines, versions, stages), so that a
/// block is read without any other; numbers are as short as they can be, times and sequences relative to the record
/// before.
enum ExposureBlock {
  static let headerLength = 16
  static let magic: [UInt8] = Array("NTEX".utf8)
  /// No block is longer: a greater length is damage.
  static let longest = 1 << 24

  /// The bytes of a block.
  static func encode(_ records: some Collection<Exposure>) -> [UInt8] {
    var encoder = ExposureEncoder()
    for record in records { encoder.add(record) }
    let content = encoder.content
    var checked = little(UInt32(content.count)) + little(UInt32(records.count))
    checked += content
    return magic + checked[..<8] + little(CRC32.checksum(checked)) + content
  }

  /// The length of the block that starts at a place, when one does whose check holds.
  static func length(at place: Int, in bytes: ArraySlice<UInt8>) -> (length: Int, records: Int)? {
    let start = bytes.startIndex + place
    guard bytes.endIndex - start >= headerLength, bytes[start..<start + 4].elementsEqual(magic) else {
      return nil
    }
    func word(_ offset: Int) -> UInt32 {
      bytes[start + offset..<start + offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    let count = Int(word(4))
    guard count <= longest, bytes.endIndex - start - headerLength >= count else { return nil }
    var checked = Array(bytes[start + 4..<start + 12])
    checked += bytes[start + headerLength..<start + headerLength + count]
    guard CRC32.checksum(checked) == word(12) else { return nil }
    return (headerLength + count, Int(word(8)))
  }

  /// The records of a block whose check holds.
  ///
  /// - Throws: `CompactReader.Malformed` for content that no version of ours wrote.
  static func decode(_ block: ArraySlice<UInt8>, records: Int) throws(CompactReader.Malformed) -> [Exposure] {
    var decoder = try ExposureDecoder(block.dropFirst(headerLength))
    return try decoder.records(records)
  }

  private static func little(_ number: UInt32) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
