import NeedletailCore
import Testing

@Suite("Model specifications")
struct ModelSpecificationTests {
  private func parse(_ text: String) throws -> ModelSpecification {
    try ModelSpecification(parsing: text, registry: .toys)
  }

  @Test(
    "canonical spelling",
    arguments: [
      ("toy", "toy"), ("toy()", "toy"), (" toy ( dimension = 8 ) ", "toy(dimension=8)"),
      ("toy(l2=3e-3,rank=7)", "toy(dimension=7,l2=0.003)"), ("toy(dimension=4)", "toy"),
      ("toy(similarity=jaccard,centred=true)", "toy(centred=true,similarity=jaccard)"),
      ("toy(regularization=500)", "toy(l2=500)"), ("toy(l2=1e-05)", "toy(l2=1e-05)"),
    ])
  func canonical(_ text: String, _ expected: String) throws {
    let specification = try parse(text)
    #expect(specification.description == expected)
    #expect(try parse(specification.description) == specification)
    #expect(try parse(specification.fullDescription) == specification)
  }

  @Test("the full spelling names every hyper-parameter")
  func full() throws {
    #expect(try parse("toy").fullDescription == "toy(dimension=4,l2=0.5,centred=false,similarity=cosine)")
  }

  @Test(
    "errors name what is wrong and what would be right",
    arguments: [
      ("tyo", "no model is named 'tyo'; did you mean 'toy'?; known: toy"),
      ("", "expected the name of a model, found ''"),
      (
        "toy(dimensoin=3)",
        "toy has no hyper-parameter 'dimensoin'; did you mean 'dimension', a whole number from 1 to 100?"
      ),
      ("toy(zzzzz=3)", "toy has no hyper-parameter 'zzzzz'; known: dimension, l2, centred, similarity"),
      ("toy(dimension=0)", "toy: dimension=0: expected a whole number from 1 to 100"),
      ("toy(dimension=1.5)", "toy: dimension=1.5: expected a whole number from 1 to 100"),
      ("toy(l2=nan)", "toy: l2=nan: expected a number from 0 to 1000"),
      ("toy(l2=inf)", "toy: l2=inf: expected a number from 0 to 1000"),
      ("toy(l2=)", "toy: l2=: expected a number from 0 to 1000"),
      ("toy(centred=yes)", "toy: centred=yes: expected true or false"),
      (
        "toy(similarity=cosin)",
        "toy: similarity=cosin: expected one of cosine, jaccard; did you mean 'cosine'?"
      ),
      ("toy(dimension=3,factors=4)", "toy: dimension is given twice (as 'factors')"),
      ("toy(dimension)", "toy: expected key=value, found 'dimension'"),
      ("toy(dimension=3", "expected ')' at the end of 'toy(dimension=3'"),
      ("toy(dimension=3,)", "nothing between two commas in 'dimension=3,'"),
    ])
  func errors(_ text: String, _ message: String) {
    #expect(throws: SpecificationError(message)) { try parse(text) }
  }

  @Test("lists are separated by commas at the top level")
  func lists() throws {
    let list = try ModelSpecification.list("toy(dimension=2,l2=1), toy ,toy(l2=2)", registry: .toys)
    #expect(list.map(\.description) == ["toy(dimension=2,l2=1)", "toy", "toy(l2=2)"])
    for text in ["", " ", ",toy", "toy,,toy", "toy,", "toy)", "toy(", "toy(()"] {
      #expect(throws: SpecificationError.self) { try ModelSpecification.list(text, registry: .toys) }
    }
  }

  @Test("typed values from a file are checked like text")
  func typed() throws {
    let descriptor = ToyAlgorithm.descriptor
    #expect(try descriptor.complete(["l2": .integer(3)]).number("l2") == 3)
    #expect(throws: SpecificationError.self) { try descriptor.complete(["l2": .number(-1)]) }
    #expect(throws: SpecificationError.self) { try descriptor.complete(["dimension": .number(2)]) }
    #expect(throws: SpecificationError.self) { try descriptor.complete(["nothing": .flag(true)]) }
  }
}
