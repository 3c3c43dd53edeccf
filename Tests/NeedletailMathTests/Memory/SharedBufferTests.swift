import Glibc
import NeedletailMath
import Testing

@Suite("Shared buffers")
struct SharedBufferTests {
  @Test("a buffer holds what it was made of", arguments: [0, 1, 7, 64, 1000])
  func contents(count: Int) {
    let numbers = (0..<count).map { Int32($0 * 3) }
    let buffer = SharedBuffer(numbers)
    #expect(buffer.count == count)
    #expect(buffer.array == numbers)
    #expect(buffer.span.count == count)
    #expect((0..<count).allSatisfy { buffer[$0] == numbers[$0] && buffer.span[$0] == numbers[$0] })
    #expect(SharedBuffer<Int32>(zeros: count).array == [Int32](repeating: 0, count: count))
    #expect((buffer == SharedBuffer(numbers + [1])) == false)
  }

  @Test("memory is aligned to vectors", arguments: [1, 100, 3 << 20])
  func alignment(count: Int) {
    SharedBuffer<Float>(zeros: count).withUnsafeBufferPointer {
      #expect(UInt(bitPattern: $0.baseAddress) % 64 == 0)
    }
  }

  @Test("a copy keeps its elements when the original is written to")
  func copyOnWrite() {
    var original = SharedBuffer<Float>([1, 2, 3])
    let copy = original
    original.withUnsafeMutableBufferPointer { $0[1] = 9 }
    #expect(original.array == [1, 9, 3])
    #expect(copy.array == [1, 2, 3])
    let address = original.withUnsafeBufferPointer { $0.baseAddress }
    original.withUnsafeMutableBufferPointer { #expect(UnsafePointer($0.baseAddress) == address) }
  }

  @Test("a window of a file reads it in place, and only where it fits")
  func mapping() throws {
    let path = try temporaryFile((0..<40).map { UInt8($0) })
    defer { unlink(path) }
    let file = try MappedFile(path: path)
    #expect(file.count == 40)
    let window = try #require(SharedBuffer<UInt32>(mapping: file, byteOffset: 8, count: 8))
    #expect(window[0] == 0x0B0A_0908)
    #expect(window[7] == 0x2726_2524)
    #expect(file.copyBytes(in: 38..<40) == [38, 39])
    for (offset, count) in [(8, 9), (2, 1), (-4, 1), (44, 0), (0, -1), (0, .max), (4, .max / 4)] {
      #expect(SharedBuffer<UInt32>(mapping: file, byteOffset: offset, count: count) == nil)
    }
    var writable = window
    writable.withUnsafeMutableBufferPointer { $0[0] = 1 }
    #expect(writable[0] == 1)
    #expect(window[0] == 0x0B0A_0908)
  }

  @Test("an empty file maps to no bytes")
  func emptyFile() throws {
    let path = try temporaryFile([])
    defer { unlink(path) }
    let file = try MappedFile(path: path)
    #expect(file.count == 0)
    #expect(try #require(SharedBuffer<Float>(mapping: file, byteOffset: 0, count: 0)).array == [])
    #expect(SharedBuffer<UInt8>(mapping: file, byteOffset: 0, count: 1) == nil)
  }

  @Test("what cannot be mapped is an error that names path and reason")
  func mappingErrors() {
    let missing = #expect(throws: FileAccessError.self) { try MappedFile(path: "/nowhere/at/all") }
    #expect(missing.map { "\($0)" } == "cannot open /nowhere/at/all: No such file or directory")
    let folder = #expect(throws: FileAccessError.self) { try MappedFile(path: "/tmp") }
    #expect(folder?.action == "map")
  }

  private func temporaryFile(_ bytes: [UInt8]) throws -> String {
    var template = Array("/tmp/needletail-buffer-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try #require(write(descriptor, bytes, bytes.count) == bytes.count)
    return template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }
}
