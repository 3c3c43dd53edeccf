import Glibc
import NeedletailStore

/// A writer to be cut down, and the judge of what it left: `StoreTrial run|verify|load DIRECTORY …`.
///
/// - `run DIRECTORY FIRST SEED` appends events FIRST, FIRST + 1, … in groups of 1 to 8 until somebody ends it. An
///   event's number is its time and its event id. Each number that was acknowledged is printed as a line.
/// - `verify DIRECTORY COUNT` checks that events 0..<COUNT are there, that none is there twice, that sequences and
///   codes fit, and that the store finds no fault with itself.
/// - `load DIRECTORY EVENTS GROUP` measures: groups of 1000 or so many, single commits, reopening, reading everything.
@main
enum StoreTrial {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 3, let number = Int64(arguments[3]) else {
      fail("usage: StoreTrial run DIRECTORY FIRST SEED | verify DIRECTORY COUNT | load DIRECTORY EVENTS")
    }
    switch arguments[1] {
    case "run": try run(arguments[2], from: number, seed: arguments.count > 4 ? UInt64(arguments[4]) ?? 1 : 1)
    case "verify": try verify(arguments[2], count: number)
    case "load":
      let size = arguments.count > 4 ? Int(arguments[4]) ?? 1000 : 1000
      try LoadTrial(directory: arguments[2], events: Int(number), groupSize: max(1, size)).run()
    default: fail("unknown word '\(arguments[1])'")
    }
  }

  static func event(_ number: Int64) -> NewEvent {
    NewEvent(
      user: "user \(number % 97)", item: "item \(number * 31 % 203)", kind: number % 5 == 0 ? "like" : "view",
      time: number, eventID: "event \(number)", comment: number % 11 == 0 ? "note \(number)" : "")
  }

  private static func run(_ directory: String, from first: Int64, seed: UInt64) throws {
    let store = try SQLiteStore.open(directory: directory)
    var state = seed
    var number = first
    while true {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let size = Int64(1 + (state >> 33) % 8)
      let group = (number..<number + size).map { Change.addEvent(event($0)) }
      do {
        for result in try store.commit(group, now: number) { _ = try result.get() }
        acknowledge(number..<number + size)
        number += size
      } catch let error as StoreError where error.code == .unavailable {
        // A full disk: the same group is sent again until there is space.
        say("refused \(error.message)\n")
        usleep(10_000)
      }
    }
  }

  private static func acknowledge(_ numbers: Range<Int64>) {
    say(numbers.map { "\($0)\n" }.joined())
  }

  /// Writes at once: nothing may wait in a buffer when the process ends.
  private static func say(_ line: String) {
    let bytes = Array(line.utf8)
    _ = write(1, bytes, bytes.count)
  }

  private static func verify(_ directory: String, count: Int64) throws {
    let store = try SQLiteStore.open(directory: directory)
    var found: [Int64: StoredEvent] = [:]
    var last: Int64 = 0
    try store.forEachEvent { events in
      for stored in events {
        let told = event(stored.time)
        guard found.updateValue(stored, forKey: stored.time) == nil else {
          fail("event \(stored.time) twice")
        }
        guard stored.sequence > last else { fail("sequence \(stored.sequence) after \(last)") }
        guard store.identifiers.userID(stored.user) == told.user,
          store.identifiers.itemID(stored.item) == told.item,
          store.identifiers.kind(told.kind) == stored.kind
        else { fail("event \(stored.time) names others than it was told") }
        last = stored.sequence
      }
    }
    for number in 0..<count where found[number] == nil {
      fail("event \(number) was acknowledged and is lost")
    }
    guard store.lastSequence >= last else {
      fail("the last sequence \(store.lastSequence) is before \(last)")
    }
    let notes = try store.feedback(FeedbackFilter(now: .max), from: nil, count: 100_000).elements
    for note in notes where !note.comment.isEmpty && note.comment != event(note.time).comment {
      fail("the note of event \(note.time) is '\(note.comment)'")
    }
    if let finding = try store.check().first { fail(finding) }
    try store.close()
    print("\(found.count)")
  }

  static func fail(_ message: String) -> Never {
    let bytes = Array("StoreTrial: \(message)\n".utf8)
    _ = write(2, bytes, bytes.count)
    exit(1)
  }
}
