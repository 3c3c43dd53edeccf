import CZlib

/// What gzip packed, member after member.
final class GzipStream: ByteStream {
  private let packed: any ByteStream
  private var state = z_stream()
  private let input: UnsafeMutableRawBufferPointer
  private var inputEnded = false
  /// Whether a member has begun and not ended.
  private var insideMember = false
  /// Whether at least one member was read whole.
  private var memberEnded = false

  init(_ packed: any ByteStream) throws {
    self.packed = packed
    input = .allocate(byteCount: 1 << 18, alignment: 64)
    // 15 bits of window; 16 more ask for gzip framing.
    guard
      inflateInit2_(&state, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw DataError(file: packed.name, "cannot start decompression: out of memory") }
  }

  deinit {
    inflateEnd(&state)
    input.deallocate()
  }

  var name: String { packed.name }
  var position: (taken: Int, of: Int?) { packed.position }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let room = min(buffer.count, 1 << 30)
    state.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.avail_out = UInt32(room)
    while state.avail_out > 0 {
      try refill()
      if state.avail_in == 0 {
        guard !insideMember else {
          throw DataError(file: name, "the gzip data end in the middle: the file was cut short")
        }
        break
      }
      if !insideMember {
        guard !memberEnded || state.next_in.pointee == 0x1f else {
          try skipPadding()
          continue
        }
        insideMember = true
      }
      switch inflate(&state, Z_NO_FLUSH) {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END:
        insideMember = false
        memberEnded = true
        inflateReset(&state)
      default: throw DataError(file: name, "the gzip data are corrupt: \(message)")
      }
    }
    return room - Int(state.avail_out)
  }

  private func refill() throws {
    guard state.avail_in == 0, !inputEnded else { return }
    let count = try packed.read(into: input)
    inputEnded = count == 0
    state.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.avail_in = UInt32(count)
  }

  /// Zeros after the last member pad a tape block; anything else is no gzip.
  private func skipPadding() throws {
    while state.avail_in > 0 {
      guard state.next_in.pointee == 0 else {
        throw DataError(file: name, "expected another gzip member or the end, found other bytes")
      }
      state.next_in += 1
      state.avail_in -= 1
    }
  }

  private var message: String { state.msg.map { String(cString: $0) } ?? "unreadable" }
}
