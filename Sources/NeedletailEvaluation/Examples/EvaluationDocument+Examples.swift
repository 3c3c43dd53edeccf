public import NeedletailData
import NeedletailMath

extension EvaluationDocument {
  /// The labelled examples that an evaluation speaks of.
  public struct Examples: Codable, Sendable, Hashable {
    /// One field as the training part shows it.
    public struct Field: Codable, Sendable, Hashable {
      /// Its name.
      public var name: String
      /// "categorical", "multi-valued", "numeric", "numeric in buckets".
      public var type: String
      /// The values that the training part has: names, or buckets.
      public var values: Int
      /// Test examples whose value is missing, or was not seen in training.
      public var unseen: Int
    }

    /// All examples.
    public var count: Int
    /// Those with a click: a label other than 0.
    public var positives: Int
    /// The examples of each class, when there are more than two.
    public var classes: [Int]?
    /// Examples that models are fitted on.
    public var training: Int
    /// Examples that they are judged by.
    public var test: Int
    /// The fields.
    public var fields: [Field]

    /// The size of examples divided by a split.
    ///
    /// - Complexity: O(test examples × fields).
    public init(_ examples: ExampleSet, split: ExampleSplit, space: FieldSpace?) {
      count = examples.count
      positives = examples.positives
      classes = examples.classCounts
      training = split.training.count
      test = split.test.count
      let table = try? space?.encode(examples, split.test)
      fields = (space?.fields ?? []).enumerated().map { index, field in
        Field(
          name: field.name, type: field.typeName, values: field.valueCount,
          unseen: table?.missingCount(ofField: index) ?? 0)
      }
    }
  }
}
