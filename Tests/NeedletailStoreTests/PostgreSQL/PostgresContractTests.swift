import NeedletailStore
import Synchronization
import TestSupport
import Testing

/// Stores in PostgreSQL keep the laws of all stores.
@Suite("The contract of stores, in PostgreSQL")
struct PostgresContractTests {
  private static let schemas = Atomic(0)

  @Test(
    "holds in PostgreSQL", .enabled(if: PostgresCluster.isInstalled, "\(PostgresCluster.missing)"),
    arguments: StoreLaw.all)
  func postgres(_ law: StoreLaw) throws {
    let number = Self.schemas.add(1, ordering: .relaxed).newValue
    let subject = StoreSubject(lasts: true) {
      let name = $0.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
      return try PostgresStore.open(
        url: PostgresCluster.shared.url(), schema: "law\(number)_\(String(name))")
    }
    let violations = try law.violations(subject)
    #expect(violations.isEmpty)
  }
}
