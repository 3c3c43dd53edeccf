import NeedletailData
import NeedletailMath
import TestSupport
import Testing

struct InteractionFilterTests {
  private typealias Row = LogFixture.Row

  private let rows = [
    Row(1, 10, value: 5), Row(1, 20, value: 4), Row(1, 30, value: 1), Row(2, 10, value: 4),
    Row(2, 20, value: 2), Row(3, 30, value: 5),
  ]

  private func apply(_ text: String) throws -> (DataSet, removals: [InteractionFilter.Removal]) {
    try InteractionFilter(parsing: text).apply(to: LogFixture.data(LogFixture.log(rows, valued: true)))
  }

  @Test("nothing left is an error that names the step")
  func nothingLeft() {
    let error = #expect(throws: DataError.self) { try apply("rating>=4,users>=2,items>=2") }
    #expect(error?.message.contains("items>=2") == true)
  }

  @Test("vocabularies shrink, and the counts of removals add up")
  func shrinking() throws {
    let (data, removals) = try apply("rating>=4,users>=2")
    #expect(LogFixture.rows(of: data.log) == [rows[0], rows[1]])
    #expect(data.log.users == Vocabulary(["1"]) && data.log.items == Vocabulary(["10", "20"]))
    #expect(removals.map(\.step) == ["rating>=4", "users>=2"])
    #expect(removals.map(\.interactions) == [2, 2])
    #expect(removals.map(\.users) == [0, 2] && removals.map(\.items) == [0, 1])
  }

  @Test("another order gives another result")
  func otherOrder() throws {
    let (data, _) = try apply("users>=2,rating>=4")
    #expect(LogFixture.rows(of: data.log) == [rows[0], rows[1], rows[3]])
  }

  @Test("core repeats until all have enough")
  func core() throws {
    let chain = [Row(1, 1), Row(1, 2), Row(2, 1), Row(2, 2), Row(3, 2), Row(3, 3), Row(4, 3)]
    let (data, removals) = try InteractionFilter(parsing: "core>=2").apply(
      to: LogFixture.data(LogFixture.log(chain)))
    #expect(LogFixture.rows(of: data.log) == Array(chain[0..<4]))
    #expect(removals[0].interactions == 3)
  }

  @Test("features, parts and negatives follow")
  func followers() throws {
    var data = LogFixture.data(LogFixture.log(rows, valued: true))
    data.itemFeatures = FeatureTable(
      count: 3,
      columns: [
        ("title", .text(["ten", "twenty", "thirty"])),
        ("series", .categorical(names: ["a", "b"], rows: SharedBuffer([0, 1, -1]))),
        ("year", .numeric(SharedBuffer([2010, 2020, 2030]))),
        (
          "genre",
          .multiValued(
            names: ["x", "y"], members: CSRMatrix(columns: 2, rows: [[(0, 1)], [], [(0, 1), (1, 1)]]))
        ),
      ])
    data.given = GivenDivision(
      parts: SharedBuffer([0, 1, 0, 0, 0, 2]),
      negatives: [UserRow(0): [ItemRow(0), ItemRow(2)], UserRow(1): [ItemRow(2)]])
    let (filtered, _) = try InteractionFilter(parsing: "rating>=5").apply(to: data)
    #expect(LogFixture.rows(of: filtered.log) == [rows[0], rows[5]])
    #expect(filtered.given?.parts.array == [0, 2])
    #expect(filtered.given?.negatives == [UserRow(0): [ItemRow(0), ItemRow(1)]])
    guard case .text(let titles) = filtered.itemFeatures?["title"],
      case .categorical(_, let series) = filtered.itemFeatures?["series"],
      case .numeric(let years) = filtered.itemFeatures?["year"],
      case .multiValued(_, let genres) = filtered.itemFeatures?["genre"]
    else {
      Issue.record("a column is lost")
      return
    }
    #expect(titles == ["ten", "thirty"] && series.array == [0, -1] && years.array == [2010, 2030])
    #expect(genres.rows == 2 && genres.count(ofRow: 0) == 1 && genres.count(ofRow: 1) == 2)
  }

  @Test("string ids keep their order")
  func strings() throws {
    let users = Vocabulary(["anna", "bert", "carl"])
    let log = InteractionLog(
      users: users, items: Vocabulary(["1"]), userRows: SharedBuffer([0, 2, 1, 2]),
      itemRows: SharedBuffer(repeating: 0, count: 4))
    let (data, _) = try InteractionFilter(parsing: "users>=2").apply(to: LogFixture.data(log))
    #expect(data.log.users == Vocabulary(["carl"]) && data.log.userRows.array == [0, 0])
  }

  @Test(
    "a bad step is refused",
    arguments: [
      ("ratings>=4", "did you mean 'rating'"), ("users", "a relation"), ("users>=", "no number"),
      ("users>=five", "'five' is no number"), ("core<5", "core takes >= only"), ("users>=5,", "unknown ''"),
      ("rating=>4", "is no number"),
    ])
  func refusal(text: String, message: String) {
    let error = #expect(throws: DataError.self) { try InteractionFilter(parsing: text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "no error")")
  }

  @Test("ratings are needed for a step on them; no steps change nothing")
  func needs() throws {
    let data = LogFixture.data(LogFixture.log(rows))
    #expect(throws: DataError.self) { try InteractionFilter(parsing: "rating>=4").apply(to: data) }
    let (same, removals) = try InteractionFilter(parsing: " ").apply(to: data)
    #expect(removals.isEmpty && same.log.count == rows.count)
    #expect(try InteractionFilter(parsing: "value > 3, users>=5").description == "rating>3,users>=5")
  }
}
