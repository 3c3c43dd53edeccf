import Foundation
import Testing

@Suite("recommend --explain")
struct ExplanationTests {
  private static let ratings =
    "user,item\n"
    + (1...20).map { user in
      (1...4).map { "\(user),\((user * 5 + $0 * $0) % 12 + 1)\n" }.joined()
    }.joined()

  private static let items =
    "item,title,genres\n"
    + (1...12).map { "\($0),Film \($0),\($0 % 3 == 0 ? "Drama|Crime" : "Comedy")\n" }.joined()

  private func explain(_ model: String, history: String, _ more: String...) throws -> String {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(Self.ratings, to: "ratings.csv")
    try tool.write(Self.items, to: "items.csv")
    let trained = try tool.run(
      "train", "ratings.csv", "--items", "items.csv", "--model", model, "--out", "model")
    try #require(trained.status == 0, "\(trained.errors)")
    let list = try tool.run(["recommend", "model", "--history", history, "-k", "2", "--explain"] + more)
    try #require(list.status == 0, "\(list.errors)")
    return list.output
  }

  @Test("content names the attributes that speak for an item")
  func attributes() throws {
    let text = try explain("content(blocks=genres)", history: "3")
    #expect(text.contains("because of Film 3 ("))
    #expect(text.contains("through its genres="))
    let json = try explain("content(blocks=genres)", history: "3", "--json")
    #expect(json.contains("\"attributes\""))
  }

  @Test("higher-order EASE names pairs of the history; a model without them names none")
  func pairs() throws {
    // What the first user has.
    let history = "3,7,10"
    let text = try explain("higher-order-ease(l2=1,l2Pairs=1,threshold=1,rho=10)", history: history)
    #expect(text.contains("with both of Film "))
    #expect(!(try explain("ease(l2=1)", history: history)).contains("with both of"))
  }
}
