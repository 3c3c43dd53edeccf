import NeedletailData
import Testing

struct SplitParsingTests {
  @Test(
    "a legal form round-trips",
    arguments: [
      "random:0.2", "last:1", "last:1,negatives=99", "holdout:users=0.5,ratings=0.2",
      "strong:users=0.1,holdout=0.2", "strong:mult-vae,users=10000", "strong:mult-vae,users=10,seed=3",
      "cold:items=0.1", "time:0.2", "time:2000-12-01", "given", "given-folds", "folds:5", "files:a.csv,b.csv",
      "files:a.csv,b.csv,c.csv",
    ])
  func roundTrip(text: String) throws {
    let specification = try SplitSpecification(parsing: text)
    #expect(specification.description == text)
    #expect(try SplitSpecification(parsing: specification.description) == specification)
  }

  @Test(
    "a bad form is refused with the nearest legal one",
    arguments: [
      ("randm:0.2", "did you mean random:0.2"), ("", "expected one of random:0.2"),
      ("random", "the share is missing"), ("random:1", "below 1"), ("random:0", "above 0"),
      ("random:nan", "found 'nan'"), ("random:0.2,seed=1", "unknown 'seed'"), ("last:0", "from 1 to"),
      ("last:1,negative=99", "did you mean 'negatives'"), ("last:1,negatives=x", "found 'x'"),
      ("holdout:users=0.5", "ratings is missing"), ("holdout:users=2,ratings=0.2", "found '2'"),
      ("strong:users=0.6,holdout=0.2", "to 0.5"), ("strong:multvae,users=1", "unknown generator 'multvae'"),
      ("cold:0.1", "items is missing"), ("cold:items=1", "below 1"),
      ("time:2000-13-01", "no date"), ("time:2001-02-29", "no date"), ("folds:1", "from 2 to 255"),
      ("files:a", "a file is missing"), ("given:1", "unexpected '1'"),
      ("last:1,negatives=1,negatives=2", "twice"),
    ])
  func refusal(text: String, message: String) {
    let error = #expect(throws: DataError.self) { try SplitSpecification(parsing: text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "no error")")
  }
}
