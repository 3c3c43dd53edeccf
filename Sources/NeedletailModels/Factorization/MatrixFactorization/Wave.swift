import CKernels
import NeedletailMath

/// Users that are visited side by side.
struct Wave: Sendable {
  let users: [Int]
  /// Where the notes of each user begin, counted in entries.
  let places: [Int]
  /// Room for all notes, in entries.
  let length: Int

  init(_ users: [Int], _ matrix: CSRMatrix) {
    self.users = users
    var places: [Int] = []
    var place = 0
    for user in users {
      places.append(place)
      // One more than its ratings: see the kernel.
      place += matrix.count(ofRow: user) + 1
    }
    self.places = places
    length = place
  }
}

/// The two halves of a user's visit.
struct Visits: @unchecked Sendable {
  // Safe to share: the pointers outlive the loops. Visits write to their own user and notes only, and applying
  // writes to one group of items.
  let task: needletail_sgd_feedback
  let itemBounds: [Int32]

  func visit(_ wave: Wave, _ index: Int, _ notes: Notes) -> Double {
    let place = wave.places[index]
    return withUnsafePointer(to: task) {
      needletail_sgd_visit_user(
        $0, wave.users[index], notes.steps + place * task.stride, notes.biasSteps + place,
        notes.shares + index * task.stride)
    }
  }

  func apply(_ wave: Wave, _ group: Int, _ notes: Notes) {
    withUnsafePointer(to: task) { task in
      for (index, user) in wave.users.enumerated() {
        let place = wave.places[index]
        let from = Int(task.pointee.offsets[user])
        let count = Int(task.pointee.offsets[user + 1]) - from
        let columns = UnsafeBufferPointer(start: task.pointee.columns + from, count: count)
        let first = columns.lowerBound(of: itemBounds[group])
        let last = columns.lowerBound(of: itemBounds[group + 1])
        if first < last {
          needletail_sgd_apply(
            task, user, first, last, notes.steps + place * task.pointee.stride, notes.biasSteps + place,
            notes.shares + index * task.pointee.stride)
        }
      }
    }
  }
}

extension UnsafeBufferPointer<Int32> {
  /// The number of elements below a bound; elements ascend.
  fileprivate func lowerBound(of bound: Int32) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < bound { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
