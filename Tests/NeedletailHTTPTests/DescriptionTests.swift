import HTTPTypes
import HummingbirdTesting
import NeedletailData
import NeedletailHTTP
import Testing

/// The description of the interface and the routes say the same.
@Suite struct DescriptionTests {
  private func document() throws -> JSONValue { try JSONValue(parsing: NeedletailHTTP.Description.document) }

  @Test func everyRouteIsDescribedAndEveryDescriptionHasARoute() throws {
    let fixture = try ServerFixture()
    guard case .object(let paths)? = try document()["paths"] else {
      Issue.record("the document has no paths")
      return
    }
    let described = paths.flatMap { path -> [String] in
      guard case .object(let operations) = path.value else { return [] }
      return operations.map { "\($0.key.uppercased()) \(path.key)" }
    }
    let ours = ServerApplication.routes(fixture.state).routes
      .filter { route in
        ["/v1", "/health", "/metrics", "/openapi.json"].contains { route.pattern.hasPrefix($0) }
      }
    let routed = ours.map { "\($0.method.rawValue) \($0.pattern)" }
    #expect(Set(described) == Set(routed))
    #expect(described.count == Set(described).count && routed.count == Set(routed).count)
  }

  @Test func everyReferenceLeadsSomewhere() throws {
    let checker = SchemaChecker(document: try document())
    func references(_ value: JSONValue) -> [String] {
      switch value {
      case .object(let members):
        members.flatMap { $0.key == "$ref" ? [$0.value.string ?? ""] : references($0.value) }
      case .array(let values): values.flatMap(references)
      default: []
      }
    }
    for reference in Set(references(checker.document)) {
      #expect(checker.resolve(reference) != .null, "\(reference)")
    }
  }

  @Test func theDocumentIsServed() async throws {
    try await ServerFixture().test { client in
      let answer = try await client.ask(.get, "/openapi.json")
      #expect(answer.status == 200)
      let document = try document()
      #expect(answer.json == document)
    }
  }

  @Test func operationsNeedTheKeyThatTheDocumentSays() throws {
    let fixture = try ServerFixture()
    let document = try document()
    for route in ServerApplication.routes(fixture.state).routes {
      guard let operation = document["paths"]?[route.pattern]?[route.method.rawValue.lowercased()] else {
        continue
      }
      #expect((operation["security"] == .array([])) == (route.scope == nil), "\(route.pattern)")
    }
  }
}
