/// What `manifest.json` of an imported folder says.
struct ColumnarManifest: Codable, Equatable {
  /// The mark of the format.
  static let mark = "needletail-columnar"
  /// The version this code writes, and the only one it reads.
  static let currentVersion = 1

  var format = Self.mark
  var version = Self.currentVersion
  /// Where the data came from, and as what they were read.
  var source: String
  var sourceFormat: String
  var interactions: Int
  var users: Int
  var items: Int
  var clock: InteractionLog.Clock
  var kindNames: [String]
  /// Names of signal columns; column `n` is the file `interactions.signal-n`.
  var signals: [String]
  var given: Given?
  var userFeatures: [Feature]?
  var itemFeatures: [Feature]?
  /// Every file of the folder by its name.
  var files: [String: File]

  struct Given: Codable, Equatable {
    var folds: Int
    /// How many users have sampled negatives; nil when nobody has.
    var negativeUsers: Int?
  }

  struct Feature: Codable, Equatable {
    enum Kind: String, Codable { case categorical, multiValued, numeric, text }
    var name: String
    var kind: Kind
  }

  struct File: Codable, Equatable {
    var type: ElementType
    var count: Int
    var crc32: UInt32
  }

  /// The types of elements, little-endian.
  enum ElementType: String, Codable { case uint8, int32, int64, float32 }
}

/// A type that columns of the folder are made of.
protocol ColumnElement: BitwiseCopyable, Sendable {
  static var type: ColumnarManifest.ElementType { get }
}

extension UInt8: ColumnElement { static var type: ColumnarManifest.ElementType { .uint8 } }
extension Int32: ColumnElement { static var type: ColumnarManifest.ElementType { .int32 } }
extension Int64: ColumnElement { static var type: ColumnarManifest.ElementType { .int64 } }
extension Float: ColumnElement { static var type: ColumnarManifest.ElementType { .float32 } }
