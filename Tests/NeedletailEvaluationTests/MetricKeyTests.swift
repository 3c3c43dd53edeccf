import NeedletailEvaluation
import Testing

@Suite("Metric keys")
struct MetricKeyTests {
  @Test(
    "read and print",
    arguments: [
      "rmse", "mae[macro]", "kendall[a]", "gauc[unweighted]", "precision@5", "recall@20[capped]",
      "recall@20[capped,tail]", "map@10[lecture]", "ndcg@10[graded]", "ndcg@10[burges,all-relevant,head]",
      "coverage@10[count]", "gini@10[over-n]", "novelty@10[efd]", "calibration@10[hellinger]", "poplift@7",
      "recall@20[beta=0.3]", "recall@20[beta=0]", "recall@20[tail,beta=1]",
    ])
  func roundTrip(text: String) throws {
    let key = try MetricKey(parsing: text)
    #expect(key.description == text)
    #expect(!key.definition.isEmpty)
  }

  @Test("case, blanks and the order of variants do not matter")
  func lenient() throws {
    #expect(try MetricKey(parsing: " NDCG@10 [ tail, graded ] ").description == "ndcg@10[graded,tail]")
    #expect(try MetricKey(parsing: "recall@5[ BETA=-0, tail]").description == "recall@5[tail,beta=0]")
    #expect(try MetricKey(.recall, cutoff: 5, beta: -0.0) == MetricKey(parsing: "recall@5[beta=0.0]"))
  }

  @Test("a list splits at top-level commas, keeps its order and drops repetitions")
  func list() throws {
    let keys = try MetricKey.list("recall@20, ndcg@20[graded,tail],recall@20,rmse,")
    #expect(keys.map(\.description) == ["recall@20", "ndcg@20[graded,tail]", "rmse"])
    #expect(throws: MetricKeyError.self) { try MetricKey.list(" , ") }
  }

  @Test(
    "errors name what to do",
    arguments: [
      ("ncdg@10", "did you mean 'ndcg@10'"), ("hr@10", "did you mean 'hitrate@10'"),
      ("recal@20", "did you mean 'recall@10'"), ("ndcg", "needs a cut-off"),
      ("rmse@5", "takes no cut-off"), ("ndcg@0", "at least 1"), ("ndcg@x", "found 'x'"),
      ("recall@20[lecture]", "expected one of capped, micro, head, middle, tail"),
      ("mrr@20[capped]", "has no variants"), ("recall@20[capped", "expected ']'"),
      ("recall@20[capped,micro]", "exclude each other"), ("", "unknown metric"), ("@", "unknown metric"),
      ("ndcg@99999999999999999999", "at least 1"), ("ndcg@200000", "from 1 to 100000"),
      ("recall@20[beta]", "number after 'beta='"), ("recall@20[beta=x]", "found 'x'"),
      ("recall@20[beta=-1]", "from 0 to 2"), ("recall@20[beta=nan]", "from 0 to 2"),
      ("recall@20[beta=inf]", "from 0 to 2"), ("recall@20[beta=0,beta=1]", "given twice"),
      ("recall@20[micro,beta=0.3]", "exclude each other"), ("ndcg@20[beta=0.3]", "no variant 'beta=0.3'"),
      ("recall@20[]", "has no variant ''"), ("r\u{301}ecall@3", "unknown metric"),
    ])
  func errors(text: String, part: String) {
    #expect(throws: MetricKeyError.self) { try MetricKey(parsing: text) }
    do { _ = try MetricKey(parsing: text) } catch { #expect(error.message.contains(part), "\(error)") }
  }

  @Test("a penalty brings its absence along, once")
  func companions() throws {
    let keys = try MetricKey.list("recall@20[beta=0.3],ndcg@5,recall@20[beta=1],recall@9[beta=0]")
    #expect(
      keys.withUnpenalised.map(\.description) == [
        "recall@20[beta=0]", "recall@20[beta=0.3]", "ndcg@5", "recall@20[beta=1]", "recall@9[beta=0]",
      ])
    #expect(keys.withUnpenalised.withUnpenalised == keys.withUnpenalised)
    let definitions = keys.withUnpenalised.map(\.definition)
    #expect(Set(definitions).count == definitions.count)
  }

  @Test("every legal variant of every metric has a definition of its own", arguments: MetricFamily.allCases)
  func definitions(family: MetricFamily) throws {
    let cutoff = family.takesCutoff ? 10 : nil
    var seen = Set([try MetricKey(family, cutoff: cutoff).definition])
    for variant in family.variants.joined() where variant != .b {
      let definition = try MetricKey(family, cutoff: cutoff, variants: [variant]).definition
      #expect(seen.insert(definition).inserted, "\(family) [\(variant)]: \(definition)")
    }
  }

  @Test("random texts are refused or read, never trapped on", arguments: 0..<500)
  func fuzz(seed: Int) {
    var random = SystemRandomNumberGenerator()
    let letters = Array("ndcgrecall@10[],headtail-é 9")
    let text = String((0..<(seed % 17)).map { _ in letters.randomElement(using: &random)! })
    if let key = try? MetricKey(parsing: text) {
      #expect((try? MetricKey(parsing: key.description)) == key)
    }
  }
}
