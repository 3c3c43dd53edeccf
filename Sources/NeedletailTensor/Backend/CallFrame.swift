import CTorch

/// What one call of an operator takes along: its stack, the lists on it and the results.
///
/// There is one frame, used again by each call on the tensor thread, so that a call allocates nothing.
final class CallFrame {
  /// The frame of the tensor thread.
  nonisolated(unsafe) static let current = CallFrame()

  /// More than any operator takes.
  static let argumentLimit = 32
  private static let firstCapacity = 1024

  /// The stack of arguments.
  let arguments = UnsafeMutablePointer<needletail_torch_value>.allocate(capacity: argumentLimit)
  private(set) var argumentCount = 0
  /// Room for results, and how many fit.
  private(set) var results = UnsafeMutablePointer<needletail_torch_value>.allocate(capacity: firstCapacity)
  private(set) var resultCapacity = firstCapacity
  /// Whether an argument is what a failed operator gave.
  private(set) var hasMissingTensor = false

  // Lists of the present call; they grow between calls only, as the stack points into them.
  private var integers = UnsafeMutablePointer<Int64>.allocate(capacity: firstCapacity)
  private var integerCount = 0
  private var integerCapacity = firstCapacity
  private var handles = UnsafeMutablePointer<OpaquePointer?>.allocate(capacity: firstCapacity)
  private var handleCount = 0
  private var handleCapacity = firstCapacity

  /// Makes the frame ready for a call with lists of so many elements in all.
  func begin(listed: Int) {
    argumentCount = 0
    integerCount = 0
    handleCount = 0
    hasMissingTensor = false
    if listed > firstCapacityLeft { grow(to: listed) }
  }

  private var firstCapacityLeft: Int { min(integerCapacity, handleCapacity, resultCapacity) }

  private func grow(to count: Int) {
    integers.deallocate()
    handles.deallocate()
    results.deallocate()
    integers = .allocate(capacity: count)
    handles = .allocate(capacity: count)
    results = .allocate(capacity: count)
    integerCapacity = count
    handleCapacity = count
    resultCapacity = count
  }

  /// Puts an argument on the stack.
  func push(_ argument: Argument) {
    var value = needletail_torch_value()
    switch argument {
    case .none: value.kind = Int32(NEEDLETAIL_TORCH_NONE)
    case .tensor(let tensor):
      value.kind = Int32(NEEDLETAIL_TORCH_TENSOR)
      value.payload.tensor = tensor.handle
      if tensor.handle == nil { hasMissingTensor = true }
    case .tensors(let tensors):
      value.kind = Int32(NEEDLETAIL_TORCH_TENSORS)
      value.count = Int64(tensors.count)
      value.payload.tensors = UnsafePointer(handles + handleCount)
      for tensor in tensors {
        handles[handleCount] = tensor.handle
        handleCount += 1
        if tensor.handle == nil { hasMissingTensor = true }
      }
    case .integer(let integer):
      value.kind = Int32(NEEDLETAIL_TORCH_INTEGER)
      value.payload.integer = Int64(integer)
    case .real(let real):
      value.kind = Int32(NEEDLETAIL_TORCH_REAL)
      value.payload.real = real
    case .boolean(let boolean):
      value.kind = Int32(NEEDLETAIL_TORCH_BOOLEAN)
      value.payload.boolean = boolean
    case .integers(let list):
      value.kind = Int32(NEEDLETAIL_TORCH_INTEGERS)
      value.count = Int64(list.count)
      value.payload.integers = UnsafePointer(integers + integerCount)
      for integer in list {
        integers[integerCount] = Int64(integer)
        integerCount += 1
      }
    case .device(let device):
      value.kind = Int32(NEEDLETAIL_TORCH_PLACE)
      value.payload.integer = Int64(device.number)
    }
    arguments[argumentCount] = value
    argumentCount += 1
  }
}
