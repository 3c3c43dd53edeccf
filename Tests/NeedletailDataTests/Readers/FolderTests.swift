import NeedletailData
import NeedletailMath
import TestSupport
import Testing

@Suite("Folders")
struct FolderTests {
  typealias Row = InteractionLog.Row

  @Test("the NCF benchmark: order in training, moments in test, negatives without test items")
  func ncf() throws {
    let data = try DataReader.read(
      files: [
        "x.train.rating": Array("0\t1\t5\t1\n0\t2\t4\t0\n1\t1\t3\t0\n".utf8),
        "x.test.rating": Array("0\t3\t4\t978824351\n1\t2\t5\t978300174\n".utf8),
        "x.test.negative": Array("(0,3)\t4\t3\t9\n(1,2)\t4\t4\n".utf8),
      ], name: "x")
    #expect(data.format == "ncf")
    #expect(data.given?.parts.array == [0, 0, 0, 1, 1])
    #expect(data.log.clock == .order)
    let histories = Histories(of: data.log)
    let items = histories.positions(of: UserRow(0)).map { data.log.rows[$0].item }
    #expect(items == ["2", "1", "3"])
    let negatives = try #require(data.given?.negatives)
    #expect(negatives[UserRow(0)]?.map { data.log.items.id($0) } == ["4", "9"])
    #expect(negatives[UserRow(1)]?.map { data.log.items.id($0) } == ["4"])
  }

  @Test("train, test and validation files")
  func divided() throws {
    let data = try DataReader.read(
      files: [
        "train.txt": Array("0 1 2\n1 2\n".utf8), "test.txt": Array("0 3\n".utf8),
        "valid.txt": Array("1 1 3\n".utf8), "README.txt": Array("hello".utf8),
      ], name: "x")
    #expect(data.format == "lists")
    #expect(data.given?.parts.array == [0, 0, 0, 1, 2, 2])
    #expect(data.log.rows[3] == Row("0", "3"))
  }

  @Test("RecBole's presplit files and tables")
  func atomic() throws {
    let header = "user_id:token\titem_id:token\n"
    let data = try DataReader.read(
      files: [
        "a.train.inter": Array("\(header)u\ti\n".utf8), "a.test.inter": Array("\(header)u\tj\n".utf8),
        "a.item": Array("item_id:token\tclass:token_seq\tprice:float\ni\tx y\t2\nz\tx\t1\n".utf8),
        "a.user": Array("user_id:token\tage:token\nu\t20\n".utf8),
      ], name: "a")
    #expect(data.given?.parts.array == [0, 1])
    guard case .multiValued(let names, let members)? = data.itemFeatures?["class"] else {
      Issue.record("no classes")
      return
    }
    #expect(names == ["x", "y"])
    #expect(members.entries(ofRow: 0).map(\.column) == [0, 1])
    #expect(members.count(ofRow: 1) == 0)
    #expect(data.userFeatures?.count == 1)
  }

  @Test("MovieLens with its tables in Latin-1")
  func movielens() throws {
    let data = try DataReader.read(
      files: [
        "ratings.dat": Array("1::10::5::978300760\n2::11::3::978302109\n".utf8),
        "movies.dat": Array("10::Am".utf8) + [0xe9] + Array("lie (2001)::Comedy|Romance\n".utf8),
        "users.dat": Array("1::F::1::10::48067\n".utf8),
      ], name: "ml")
    #expect(data.format == "movielens")
    guard case .text(let titles)? = data.itemFeatures?["title"] else {
      Issue.record("no titles")
      return
    }
    #expect(titles == ["Amélie (2001)", ""])
    guard case .categorical(let names, let rows)? = data.userFeatures?["gender"] else {
      Issue.record("no gender")
      return
    }
    #expect(names == ["F"])
    #expect(rows.array == [0, -1])
  }
}
