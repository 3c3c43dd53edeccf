/// What the users of a wave note: changes of items' vectors and biases, and each user's share for all y_j.
struct Notes: @unchecked Sendable {
  // Safe to share: the pointers outlive the loops of a wave; a visit writes to the places of its own user, and what
  // is applied afterwards is only read.
  let steps: UnsafeMutablePointer<Float>
  let biasSteps: UnsafeMutablePointer<Float>
  let shares: UnsafeMutablePointer<Float>
}

/// Room for notes, for each thread that needs its own.
struct NotePool: Sendable {
  private let entries: Int
  private let users: Int
  private let stride: Int
  private let scratch: ScratchPool

  init(entries: Int, users: Int, stride: Int) {
    self.entries = entries
    self.users = users
    self.stride = stride
    scratch = ScratchPool(count: (entries + users) * stride + entries)
  }

  func withNotes<Result>(_ body: (Notes) throws -> Result) rethrows -> Result {
    try scratch.withScratch { start in
      let shares = start + entries * stride
      return try body(Notes(steps: start, biasSteps: shares + users * stride, shares: shares))
    }
  }
}
