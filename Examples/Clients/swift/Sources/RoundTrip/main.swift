import Foundation
import NeedletailClient

/// An answer that is not what it should be.
struct Surprise: Error, CustomStringConvertible {
  let description: String
}

func check(_ truth: Bool, _ message: @autoclosure () -> String) throws {
  guard truth else { throw Surprise(description: "round trip: \(message())") }
}

// Items, events, a list, and the same event twice: RoundTrip [ADDRESS]; a key is read from NEEDLETAIL_KEY.
let address = CommandLine.arguments.dropFirst().first ?? "http://127.0.0.1:8080"
guard let client = Needletail(address, key: ProcessInfo.processInfo.environment["NEEDLETAIL_KEY"]) else {
  throw Surprise(description: "\(address) is no address of HTTP")
}

let run = String(UUID().uuidString.prefix(8))
let items = ["heat", "ronin", "alien"].map { "\(run)-\($0)" }
let (viewer, other) = ("\(run)-ann", "\(run)-bob")
for item in items { try await client.put(Item(categories: [run], comment: item), id: item) }
let told = try await client.tell(items.map { Event(user: other, item: $0, kind: "view") })
try check(told.map(\.status) == ["stored", "stored", "stored"], "events were not stored: \(told)")

let wanted = Request(user: viewer, count: 3, candidates: items)
let before = try await client.recommend(wanted).items.map(\.id)
try check(before.sorted() == items.sorted(), "expected \(items) in some order, found \(before)")
print("for \(viewer): \(before.joined(separator: ", "))")

let event = Event(user: viewer, item: before[0], kind: "view")
let first = try await client.tell([event])
let again = try await client.tell([event])
try check(
  again.first?.status == "duplicate" && again.first?.sequence == first.first?.sequence,
  "sent twice, counted as \(again)")
let after = try await client.recommend(wanted)
try check(
  after.items.count == 2 && !after.items.contains { $0.id == before[0] },
  "\(before[0]) was viewed, and the list is \(after.items.map(\.id))")
print("after a view of \(before[0]): \(after.items.map(\.id).joined(separator: ", "))")

try check(try await client.eraseUser(viewer), "the user could not be erased")
try check(try await !client.eraseUser(viewer), "a user was erased twice")
try await client.eraseUser(other)
for item in items { try check(try await client.removeItem(item), "\(item) was not there to be removed") }
do {
  try await client.tell([Event(user: "", item: "x", kind: "view")])
  throw Surprise(description: "an event without a user was taken")
} catch let error as NeedletailError {
  print("refused as it should be: \(error)")
}
print("the server is at sequence \(try await client.status().sequence)")
