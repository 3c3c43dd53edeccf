package import NeedletailCore
package import NeedletailData

/// The fitted form of every click-through model over fields, with one logit.
package struct FieldRecommender: ProbabilityPredictor {
  package let algorithm: any Algorithm
  package let ranking: RankingFields
  package let parameters: FieldParameters

  package func logOdds(of examples: ExampleTable) throws -> [Float] { parameters.logOdds(of: examples) }

  package func write(to file: inout ModelWriter) {
    file.add("fields", ranking)
    parameters.write(to: &file)
  }
}
