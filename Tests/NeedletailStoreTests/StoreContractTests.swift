import NeedletailStore
import TestSupport
import Testing

/// Every kind of store keeps the same laws.
@Suite("The contract of stores")
struct StoreContractTests {
  @Test("holds in memory", arguments: StoreLaw.all)
  func memory(_ law: StoreLaw) throws {
    let violations = try law.violations(StoreSubject(lasts: false) { _ in MemoryStore() })
    #expect(violations.isEmpty)
  }

  @Test("holds in SQLite", arguments: StoreLaw.all)
  func sqlite(_ law: StoreLaw) throws {
    let folder = TemporaryFolder()
    let subject = StoreSubject(lasts: true) { try SQLiteStore.open(directory: folder.path($0)) }
    let violations = try law.violations(subject)
    #expect(violations.isEmpty)
  }
}
