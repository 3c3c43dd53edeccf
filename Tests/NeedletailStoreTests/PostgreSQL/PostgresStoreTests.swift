import Glibc
import NeedletailData
import NeedletailStore
import TestSupport
import Testing

/// What stores in PostgreSQL do beyond the contract.
@Suite(
  "A store in PostgreSQL", .enabled(if: PostgresCluster.isInstalled, "\(PostgresCluster.missing)"))
struct PostgresStoreTests {
  private let cluster = PostgresCluster.shared

  private func open(_ schema: String) throws -> PostgresStore {
    try PostgresStore.open(url: cluster.url(), schema: schema)
  }

  private func event(_ number: Int, user: String = "u") -> Change {
    .addEvent(
      NewEvent(user: user, item: "i\(number % 7)", kind: "view", time: Int64(number), eventID: "e\(number)"))
  }

  private func fault(_ body: () throws -> Void) -> StoreError? {
    do {
      try body()
      return nil
    } catch {
      return error as? StoreError
    }
  }

  @Test("has one owner at a time, and room for another store beside it")
  func ownership() throws {
    let store = try open("owned")
    let refused = fault { _ = try open("owned") }
    #expect(refused?.code == .inUse)
    #expect(refused?.message.contains("session") == true)
    let other = try open("owned_apart")
    try other.close()
    #expect(fault { _ = try other.commit([event(1)], now: 0) }?.code == .unavailable)
    try store.close()
    try open("owned").close()
  }

  @Test("goes on after its sessions were ended, but not when another process has owned it")
  func lostSession() throws {
    let store = try PostgresStore.open(url: cluster.url() + "&application_name=lost", schema: "lost")
    let ending =
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'lost'"
    _ = try store.commit([event(1)], now: 0)
    #expect(try store.user("u") != nil)
    #expect(cluster.sql(ending) == "t\nt")
    #expect(try store.user("u") != nil)
    #expect(try store.commit([event(2)], now: 0)[0].get().sequence == 2)
    cluster.sql("UPDATE lost.state SET owner = 1")
    cluster.sql(ending)
    for _ in 0..<2 { #expect(fault { _ = try store.commit([event(3)], now: 0) }?.code == .inUse) }
    #expect(store.lastSequence == 2)
    #expect(try store.user("u") != nil)
    try store.close()
    cluster.sql("UPDATE lost.state SET sequence = 7")
    let reopened = try open("lost")
    #expect(try reopened.commit([event(4)], now: 0)[0].get().sequence == 8)
    try reopened.close()
  }

  @Test("takes every character in ids, labels and comments as a character")
  func metacharacters() throws {
    let store = try open("characters")
    let evil = "'; DROP SCHEMA characters CASCADE; -- \" \\ $1 {a,NULL} %s é 😀 \u{FFFF}"
    let labels = JSONValue.object([
      .init(evil, .array([.string(evil), .string("\u{0}")])), .init("NULL", .string("NULL")),
    ])
    _ = try store.commit(
      [
        .putUser(UserRecord(id: evil, labels: labels, comment: evil)),
        .putItem(ItemRecord(id: "NULL", categories: [evil, "NULL", "{}"], labels: labels, comment: "NULL")),
        .addEvent(
          NewEvent(
            user: evil, item: "NULL", kind: "\\N", time: 1, eventID: evil, labels: labels, comment: "\t\n\\N")
        ),
        .addEvent(NewEvent(user: "a\u{301}", item: "á", kind: "\\n", time: 1)),
      ], now: 0
    ).map { try $0.get() }
    #expect(try store.user(evil) == UserRecord(id: evil, labels: labels, comment: evil))
    #expect(try store.item("NULL")?.categories == [evil, "NULL", "{}"])
    let feedback = try store.feedback(FeedbackFilter(user: evil, now: 9), from: nil, count: 9).elements
    #expect(feedback.map(\.labels) == [labels])
    #expect(feedback.map(\.comment) == ["\t\n\\N"])
    #expect(try store.user("\u{e1}") == nil)
    #expect(try store.user("a\u{0}b") == nil)
    #expect(try store.feedback(FeedbackFilter(item: "\u{0}", now: 9), from: nil, count: 9).elements == [])
    #expect(fault { _ = try store.users(from: "00", count: 1) }?.code == .invalidCursor)
    #expect(try store.check() == [])
    try store.close()
  }

  @Test("never says a password")
  func secrets() throws {
    cluster.sql("DO $$ BEGIN CREATE ROLE secretive LOGIN PASSWORD 'right'; EXCEPTION WHEN OTHERS THEN END $$")
    let password = "s3cr3t-word"
    for url in [
      cluster.url(user: "secretive", password: password), cluster.url(password: password, database: "none"),
      "postgresql://u:\(password)@127.0.0.1:1/db", "postgresql://u:\(password)@[::1/db",
      "postgresql://u:\(password)@/db?host=/none&nonsense=\(password)",
      "postgresql://u:\(password)@/db?sslmode=\(password)", "postgresql://u:\(password)@host:\(password)/db",
      "host=/none password=\(password)", "mysql://u:\(password)@h/db",
    ] {
      let fault = fault { _ = try PostgresStore.open(url: url) }
      #expect(fault?.code == .unavailable, "\(url)")
      #expect(fault?.description.contains(password) == false, "\(fault?.description ?? "")")
    }
  }

  @Test("refuses a later schema, other tables, another encoding, and names that are none")
  func foreignSchemas() throws {
    try open("later").close()
    cluster.sql("UPDATE later.state SET version = 99")
    #expect(fault { _ = try open("later") }?.code == .tooNew)
    #expect(fault { _ = try PostgresStore.dataSet(ofURL: cluster.url(), schema: "later") }?.code == .tooNew)
    cluster.sql("CREATE SCHEMA other; CREATE TABLE other.events (x int)")
    #expect(fault { _ = try open("other") }?.code == .damaged)
    cluster.sql("CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0")
    let refused = fault { _ = try PostgresStore.open(url: cluster.url(database: "ascii")) }
    #expect(refused?.message.contains("UTF8") == true)
    for name in ["", "A", "a b", "1a", "pg_x", "a\"; DROP TABLE x", String(repeating: "a", count: 64)] {
      #expect(fault { _ = try open(name) }?.code == .unavailable)
    }
    #expect(
      fault { _ = try PostgresStore.dataSet(ofURL: cluster.url(), schema: "absent") }?.code == .unavailable)
  }

  @Test("takes a group of a hundred megabytes, and many changes that must wait for each other")
  func largeGroups() throws {
    let store = try open("large")
    let long = String(repeating: "x", count: 1 << 20)
    let notes = (0..<100).map {
      Change.addEvent(NewEvent(user: "u", item: "i\($0)", kind: "k", time: 1, comment: long))
    }
    _ = try store.commit(notes, now: 0).map { try $0.get() }
    let page = try store.feedback(FeedbackFilter(now: 9), from: nil, count: 200)
    #expect(page.elements.count { $0.comment.utf8.count == 1 << 20 } == 100)
    let mixed = (0..<1000).flatMap { number -> [Change] in
      [event(number), .eraseUser(id: "u"), .removeItem(id: "i\(number % 7)")]
    }
    #expect(try store.commit(mixed, now: 0).map { try $0.get().affected }.reduce(0, +) == 3000)
    #expect(try store.users(from: nil, count: 9).elements.isEmpty)
    #expect(try store.check() == [])
    try store.close()
  }

  @Test("keeps nothing of an erased person in its tables")
  func erasure() throws {
    let store = try open("erasure")
    _ = try store.commit(
      (0..<50).map {
        .addEvent(NewEvent(user: "u\($0 % 2)", item: "i", kind: "k", time: 1, comment: "c\($0 % 2)"))
      }, now: 0)
    _ = try store.commit([.eraseUser(id: "u1")], now: 0)
    #expect(cluster.sql("SELECT count(*) FROM erasure.events") == "25")
    #expect(cluster.sql("SELECT count(*) FROM erasure.notes") == "25")
    #expect(cluster.sql("SELECT count(*) FROM erasure.users WHERE id IS NULL AND comment = ''") == "1")
    let vacuumed =
      "SELECT count(*) FROM pg_stat_user_tables WHERE schemaname = 'erasure' AND vacuum_count > 0"
    // The server counts when the session that did it has ended.
    var found = cluster.sql(vacuumed)
    for _ in 0..<500 {
      guard found != "3" else { break }
      usleep(20_000)
      found = cluster.sql(vacuumed)
    }
    #expect(found == "3")
    #expect(try store.check() == [])
    try store.close()
  }

  @Test("finds what breaks its rules")
  func damage() throws {
    let store = try open("damage")
    _ = try store.commit((0..<20).map { event($0, user: "u\($0 % 5)") }, now: 0)
    let sound = cluster.sql("SELECT sequence FROM damage.state")
    for statement in [
      "UPDATE damage.state SET sequence = 3", "UPDATE damage.events SET ended = 1 WHERE sequence = 7",
      "DELETE FROM damage.users WHERE code = 2", "UPDATE damage.events SET kind_code = 9 WHERE sequence = 1",
      "UPDATE damage.items SET is_present = false WHERE code = 1", "UPDATE damage.users SET labels = '{'",
      "INSERT INTO damage.notes VALUES (99)",
    ] {
      let backup = "CREATE TABLE damage.kept_%1 AS TABLE damage.%1"
      let tables = ["state", "users", "items", "kinds", "events", "notes"]
      for table in tables { cluster.sql(backup.replacing("%1", with: table)) }
      cluster.sql(statement)
      #expect(try !store.check().isEmpty, "\(statement)")
      for table in tables {
        cluster.sql(
          "TRUNCATE damage.\(table); INSERT INTO damage.\(table) TABLE damage.kept_\(table); DROP TABLE damage.kept_\(table)"
        )
      }
    }
    #expect(cluster.sql("SELECT sequence FROM damage.state") == sound)
    #expect(try store.check() == [])
    try store.close()
  }
}
