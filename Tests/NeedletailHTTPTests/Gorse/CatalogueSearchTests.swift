import NeedletailData
import NeedletailHTTP
import NeedletailStore
import Testing

@Suite("Search in the catalogue")
struct CatalogueSearchTests {
  private func ids(_ query: String, _ items: [ItemRecord], count: Int = 10) -> [String] {
    var search = CatalogueSearch(query, count: count)
    for item in items { search.offer(item) }
    return search.items.map(\.id)
  }

  private let items = [
    ItemRecord(id: "9", comment: "A Story of Toys"),
    ItemRecord(id: "5", comment: "Story of a Toy Maker"),
    ItemRecord(id: "1", comment: "Toy Story (1995)"),
    ItemRecord(id: "7", comment: "toy story"),
    ItemRecord(id: "8", labels: .object([.init("tags", .array([.string("Toy"), .string("story")]))])),
    ItemRecord(id: "3", categories: ["Toy"], comment: "Heat"),
    ItemRecord(id: "2", comment: "Heat"),
  ]

  @Test("exact titles, then prefixes, then all words, then words elsewhere, then parts")
  func order() {
    #expect(ids("Toy Story", items) == ["7", "1", "5", "8", "9", "3"])
    #expect(ids("TOY  story!", items) == ["7", "1", "5", "8", "9", "3"])
    #expect(ids("Toy Story", items.reversed()) == ["7", "1", "5", "8", "9", "3"])
    #expect(ids("Toy Story", items, count: 2) == ["7", "1"])
    #expect(ids("heat", items) == ["2", "3"])
    #expect(ids("5", items).first == "5")
  }

  @Test("queries without words find nothing, and strange ones do no harm")
  func nothing() {
    for query in ["", " ", "!?%_", "\u{0}", "zebra", String(repeating: "a", count: 10_000)] {
      #expect(ids(query, items).isEmpty)
    }
    #expect(ids("Toy", items, count: 0).isEmpty)
    #expect(ids("黄人", [ItemRecord(id: "x", comment: "小黄人 (2015)")]) == ["x"])
  }

  @Test("categories as a rule are quoted")
  func rule() {
    #expect(CategoryRule.text([]) == nil)
    #expect(CategoryRule.text(["Children's"]) == #"categories in ["Children's"]"#)
    #expect(
      CategoryRule.text(["a\"] or true", "b"])
        == #"categories in ["a\"] or true"] and categories in ["b"]"#)
  }
}
