import Glibc
import NeedletailData
import NeedletailMath
import Testing

@Suite("Published data sets have their published counts")
struct RealDataTests {
  struct Expected: Sendable {
    var path: String
    var format: String
    var users: Int
    var items: Int
    var interactions: Int
    var test = 0
  }

  static let folder = getenv("NEEDLETAIL_DATA").map { String(cString: $0) }

  static let sets = [
    Expected(
      path: "ncf-ml-1m", format: "ncf", users: 6040, items: 3706, interactions: 1_000_209, test: 6040),
    Expected(path: "ml-1m", format: "folds", users: 6040, items: 3706, interactions: 1_000_209),
    Expected(
      path: "ml-1m-lcf", format: "lists", users: 6022, items: 3043, interactions: 895_699, test: 99_455),
    Expected(
      path: "gowalla", format: "lists", users: 29_858, items: 40_981, interactions: 1_027_370, test: 217_242),
    Expected(path: "ml-latest-small", format: "movielens", users: 671, items: 9066, interactions: 100_004),
    Expected(
      path: "douban-monti", format: "csv", users: 2999, items: 3000, interactions: 136_891, test: 13_689),
    Expected(path: "filmtrust", format: "csv", users: 1508, items: 2071, interactions: 35_497),
    Expected(path: "jester5k", format: "csv", users: 5000, items: 100, interactions: 363_209),
    Expected(
      path: "hin-yelp/user_business.dat.gz", format: "csv", users: 16_239, items: 14_284,
      interactions: 198_397),
    Expected(path: "seq-beauty", format: "lists", users: 22_363, items: 12_101, interactions: 198_502),
    Expected(path: "seq-yelp", format: "lists", users: 30_431, items: 20_033, interactions: 316_354),
    Expected(
      path: "seq-beauty-bert4rec", format: "pairs", users: 40_226, items: 54_542, interactions: 353_962),
    Expected(
      path: "retailrocket-behaviours/view_ecommerce.dat.gz", format: "csv", users: 3423, items: 8878,
      interactions: 78_371),
  ]

  @Test("labelled examples", .enabled(if: folder != nil, "NEEDLETAIL_DATA is not set"))
  func examples() throws {
    let frappe = try ExampleReader.read(
      training: "\(Self.folder!)/frappe/frappe.validation.libfm.gz",
      test: "\(Self.folder!)/frappe/frappe.test.libfm.gz")
    let parts = frappe.parts!.array
    #expect(parts.count { $0 == 0 } == 57_722 && parts.count { $0 == 1 } == 28_860)
    #expect(parts.indices.count { parts[$0] == 0 && frappe.labels[$0] == 1 } == 19_063)
    #expect(frappe.positives == 19_063 + 9536)
    #expect(frappe.fields.count == 10)
    let place = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let criteo = try ExampleReader.read(
      "\(Self.folder!)/criteo-tiny", schema: FeatureSchema(path: "/\(place)/Examples/Schemas/criteo.schema"))
    #expect(criteo.count == 3 * 1999 && criteo.fields.count == 39)
    #expect(criteo.parts!.array.count { $0 == 1 } == 1999)
  }

  @Test("counts of all sets", .enabled(if: folder != nil, "NEEDLETAIL_DATA is not set"))
  func counts() throws {
    let pool = WorkerPool(threads: 2)
    for set in Self.sets {
      let data = try DataReader.read("\(Self.folder!)/\(set.path)", options: ReadOptions(pool: pool))
      #expect(data.format == set.format, "\(set.path)")
      #expect(data.log.users.count == set.users, "\(set.path)")
      #expect(data.log.items.count == set.items, "\(set.path)")
      #expect(data.log.count == set.interactions, "\(set.path)")
      let test = data.given.map { given in given.folds > 0 ? 0 : given.parts.array.count { $0 == 1 } } ?? 0
      #expect(test == set.test, "\(set.path)")
    }
  }
}
