package import NeedletailCore
package import NeedletailData
package import NeedletailMath

/// The fitted form of a model over fields with a logit a class.
package struct FieldClassifier: ClassPredictor {
  package let algorithm: any Algorithm
  package let ranking: RankingFields
  package let parameters: FieldParameters

  package func classLogits(of examples: ExampleTable) throws -> Matrix { parameters.logits(of: examples) }

  package func write(to file: inout ModelWriter) {
    file.add("fields", ranking)
    parameters.write(to: &file)
  }
}
