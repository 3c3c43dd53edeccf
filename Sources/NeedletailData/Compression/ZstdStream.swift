import CZstd

/// What zstd packed, frame after frame.
final class ZstdStream: ByteStream {
  private let packed: any ByteStream
  private let context: OpaquePointer
  private let buffer: UnsafeMutableRawBufferPointer
  private var input: ZSTD_inBuffer
  private var insideFrame = false

  init(_ packed: any ByteStream) throws {
    guard let context = ZSTD_createDCtx() else {
      throw DataError(file: packed.name, "cannot start decompression: out of memory")
    }
    self.packed = packed
    self.context = context
    buffer = .allocate(byteCount: 1 << 18, alignment: 64)
    input = ZSTD_inBuffer(src: UnsafeRawPointer(buffer.baseAddress), size: 0, pos: 0)
  }

  deinit {
    ZSTD_freeDCtx(context)
    buffer.deallocate()
  }

  var name: String { packed.name }
  var position: (taken: Int, of: Int?) { packed.position }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
    while output.pos < output.size {
      if input.pos == input.size {
        input.size = try packed.read(into: buffer)
        input.pos = 0
        if input.size == 0 {
          guard insideFrame else { break }
          // The frame may still hold output that did not fit before.
          let before = output.pos
          try step(&output)
          guard output.pos > before || !insideFrame else {
            throw DataError(file: name, "the zstd data end in the middle: the file was cut short")
          }
          continue
        }
      }
      try step(&output)
    }
    return output.pos
  }

  private func step(_ output: inout ZSTD_outBuffer) throws {
    let status = ZSTD_decompressStream(context, &output, &input)
    guard ZSTD_isError(status) == 0 else {
      throw DataError(
        file: name, "the zstd data are corrupt: \(String(cString: ZSTD_getErrorName(status)))")
    }
    insideFrame = status != 0
  }
}
