import CKernels
import NeedletailCore
import NeedletailMath
import NeedletailTensor
import Testing

@Suite("Feature hashing")
struct FeatureHasherTests {
  /// Published by the author of the hash, and by the `xxhash` package of Python.
  static let published: [(String, UInt64, UInt64)] = [
    ("", 0, 0xEF46_DB37_51D8_E999), ("a", 0, 0xD24E_C4F1_A98C_6E5B), ("abc", 0, 0x44BC_2CF5_AD77_0999),
    ("xxhash", 0, 0x32DD_3895_2C4B_C720), ("xxhash", 20_141_025, 0xB559_B98D_844E_0635),
    ("Nobody inspects the spammish repetition", 0, 0xFBCE_A83C_8A37_8BF1),
  ]

  @Test("uses xxHash64 as published", arguments: published)
  func goldenHash(text: String, seed: UInt64, expected: UInt64) {
    let bytes = Array(text.utf8)
    #expect(needletail_xxhash64(bytes, bytes.count, seed) == expected)
  }

  @Test(
    "uses xxHash64 for every length of tail and seed: the sanity buffer of its own tests, and a sum over lengths"
  )
  func goldenLengths() {
    var (state, buffer) = (UInt64(2_654_435_761), [UInt8]())
    for _ in 0..<222 {
      buffer.append(UInt8(state >> 56))
      state &*= 11_400_714_785_074_694_797
    }
    let expected: [(Int, UInt64, UInt64)] = [
      (1, 0, 0xE934_A84A_DB05_2768), (1, 2_654_435_761, 0x5014_6076_43A9_B4C3),
      (4, 0, 0x9136_A0DC_A574_57EE), (4, 2_654_435_761, 0xCAAB_286B_D8E9_FDB5),
      (14, 0, 0x8282_DCC4_994E_35C8), (14, 2_654_435_761, 0xC3BD_6BF6_3DEB_6DF0),
      (222, 0, 0xB641_AE8C_B691_C174), (222, 2_654_435_761, 0x20CB_8AB7_AE10_C14A),
    ]
    for (count, seed, hash) in expected { #expect(needletail_xxhash64(buffer, count, seed) == hash) }
    var sum: UInt64 = 0
    for count in 0...300 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
      sum = sum &* 0x9E37_79B9_7F4A_7C15 &+ needletail_xxhash64(bytes, count, UInt64(count * 7))
    }
    #expect(sum == 0x2F78_7C05_E50D_CD13)
  }

  @Test("gives rows and signs that follow from the documented bytes")
  func goldenRows() throws {
    let hasher = try FeatureHasher(bits: 20, seed: 42, reserved: ReservedRows(fields: 39, missing: .shared))
    // xxh64(struct.pack("<I", field) + b"\x1f" + value, seed=42) of Python's package.
    let expected: [(Int, String, UInt64)] = [
      (0, "user-7", 0x54E5_4749_212B_D6A1), (1, "user-7", 0x2EF2_3F20_4D90_B8FB),
      (38, "68fd1e64", 0xA341_A532_EFC7_DAAE), (2, "", 0x9732_B8F4_906B_3094),
    ]
    for (field, value, hash) in expected {
      let row = Int32(2 + hash % (1 << 20))
      #expect(hasher.row(field: field, value: value) == row)
      #expect(hasher.signedRow(field: field, value: value) == (row, hash >> 63 == 1 ? -1 : 1))
    }
    #expect(hasher.row(field: 5, value: nil) == 1)
    #expect(hasher.rowCount == 2 + 1 << 20)
  }

  @Test("collides as often as the formula says, and fills rows and signs evenly")
  func collisions() throws {
    let hasher = try FeatureHasher(bits: 14, seed: 7)
    let count = 10_000
    let places = (0..<count).map { hasher.signedRow(field: 0, value: "value \($0)") }
    let rows = Dictionary(grouping: places, by: \.row)
    let colliding = rows.values.filter { $0.count > 1 }.reduce(0) { $0 + $1.count }
    #expect(abs(Double(colliding) / Double(count) - hasher.expectedCollidingShare(of: count)) < 0.02)
    #expect(rows.keys.allSatisfy { $0 >= 2 && Int($0) < hasher.rowCount })
    #expect(abs(places.count { $0.sign > 0 } - count / 2) < 250)
  }

  @Test("expects 21%, 5.8% and 1.5% of a million values to collide at 22, 24 and 26 bits")
  func formula() throws {
    for (bits, share) in [(22, 0.212), (24, 0.058), (26, 0.0148)] {
      #expect(abs(try FeatureHasher(bits: bits).expectedCollidingShare(of: 1_000_000) - share) < 0.0005)
    }
    #expect(try FeatureHasher(bits: 3).expectedCollidingShare(of: 1) == 0)
  }

  @Test("is described in the model's file, and another hash is refused")
  func saving() throws {
    let folder = TemporaryFolder()
    let hasher = try FeatureHasher(bits: 18, seed: .max, reserved: ReservedRows(fields: 4))
    var writer = ModelWriter()
    try hasher.write(to: &writer, as: "features")
    try writer.save(toFile: folder.file("good"))
    let reader = try ModelWriter.open(file: folder.file("good"))
    #expect(try FeatureHasher(reading: reader, as: "features") == hasher)
    let text = String(decoding: try reader.bytes("features.hashing", count: nil).array, as: UTF8.self)
    for (old, new) in [
      ("xxhash64", "murmur3"), ("\"bits\":18", "\"bits\":31"), ("\"fields\":4", "\"fields\":0"),
    ] {
      var other = ModelWriter()
      let parts = text.split(separator: old, omittingEmptySubsequences: false)
      other.add("features.hashing", .bytes(SharedBuffer(Array(parts.joined(separator: new).utf8))))
      try other.save(toFile: folder.file(new))
      #expect(throws: ModelFileError.self) {
        _ = try FeatureHasher(reading: try ModelWriter.open(file: folder.file(new)), as: "features")
      }
    }
    #expect(throws: EmbeddingError.self) { try FeatureHasher(bits: 31) }
  }
}
