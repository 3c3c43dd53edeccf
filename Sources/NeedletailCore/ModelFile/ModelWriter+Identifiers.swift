package import NeedletailData
import NeedletailMath

extension ModelWriter {
  /// Adds a vocabulary: `name.ids` for integers, else `name.offsets` and `name.bytes`.
  package mutating func add(_ name: String, _ vocabulary: Vocabulary) {
    switch vocabulary.storage {
    case .integers(let ids): add("\(name).ids", .longs(ids))
    case .strings(let offsets, let bytes):
      add("\(name).offsets", .longs(offsets))
      add("\(name).bytes", .bytes(bytes))
    }
  }

  /// Adds texts as `name.offsets` and `name.bytes`.
  package mutating func add(_ name: String, texts: [String]) {
    var offsets: [Int64] = [0]
    var bytes: [UInt8] = []
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      offsets.append(Int64(bytes.count))
    }
    add("\(name).offsets", .longs(SharedBuffer(offsets)))
    add("\(name).bytes", .bytes(SharedBuffer(bytes)))
  }

  /// Adds all tensors of another writer under a prefix.
  package mutating func add(_ prefix: String, _ part: ModelWriter) {
    for (name, tensor) in part.tensors { add(prefix + name, tensor) }
  }
}

extension ModelReader {
  /// A vocabulary of `count` ids.
  ///
  /// - Throws: `ModelFileError` when ids are not in the order of `ExternalID.precedes`, each once.
  /// - Complexity: O(ids).
  func vocabulary(_ name: String, count: Int) throws -> Vocabulary {
    if contains("\(name).ids") {
      let ids = try longs("\(name).ids", count: count)
      let ascend = ids.withUnsafeBufferPointer { zip($0, $0.dropFirst()).allSatisfy { $0 < $1 } }
      guard ascend else { throw fault("\(name).ids", "expected ascending ids, each once") }
      return Vocabulary(trusting: .integers(ids))
    }
    let (offsets, bytes) = try texts(name, count: count)
    let vocabulary = Vocabulary(trusting: .strings(offsets: offsets, bytes: bytes))
    for row in 1..<max(count, 1) {
      guard ExternalID.precedes(vocabulary.id(row - 1), vocabulary.id(row)) else {
        throw fault("\(name).bytes", "expected ascending ids, each once, found id \(row) out of order")
      }
    }
    return vocabulary
  }

  /// Texts as offsets and bytes; the offsets ascend within the bytes.
  func texts(_ name: String, count: Int) throws -> (SharedBuffer<Int64>, SharedBuffer<UInt8>) {
    let offsets = try longs("\(name).offsets", count: count + 1)
    let bytes = try bytes("\(name).bytes", count: nil)
    let ascend = offsets.withUnsafeBufferPointer {
      $0.first == 0 && $0.last == Int64(bytes.count) && zip($0, $0.dropFirst()).allSatisfy { $0 <= $1 }
    }
    guard ascend else {
      throw fault("\(name).offsets", "expected ascending numbers from 0 to \(bytes.count)")
    }
    return (offsets, bytes)
  }

  /// Texts as strings.
  package func strings(_ name: String, count: Int) throws -> [String] {
    let (offsets, bytes) = try texts(name, count: count)
    return bytes.withUnsafeBufferPointer { bytes in
      offsets.withUnsafeBufferPointer { offsets in
        (0..<count).map { String(decoding: bytes[Int(offsets[$0])..<Int(offsets[$0 + 1])], as: UTF8.self) }
      }
    }
  }
}
