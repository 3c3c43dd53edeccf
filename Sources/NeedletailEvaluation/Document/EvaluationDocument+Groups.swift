extension EvaluationDocument {
  /// Models compared within groups of users on one metric.
  public struct GroupComparison: Codable, Sendable, Hashable {
    /// What groups are made by: "difficulty", "activity", each also "…, cumulative".
    public var attribute: String
    /// The metric's key.
    public var metric: String
    /// The model that gains are measured from.
    public var baseline: String
    /// The model that the others are also tested against.
    public var control: String?
    /// How users were grouped, and what must not be read into it.
    public var notes: [String]
    /// The groups, lowest first.
    public var groups: [Group]

    /// The models within one group.
    public struct Group: Codable, Sendable, Hashable {
      /// "0.00–0.12", "6–20", "lowest 30%".
      public var name: String
      /// The users in it.
      public var users: Int
      /// The models in the order of the run.
      public var models: [Model]
    }

    /// One model within one group.
    public struct Model: Codable, Sendable, Hashable {
      /// Its name in tables.
      public var name: String
      /// The metric over the group.
      public var value: Double
      /// 100 · (value − baseline) / baseline; nil for a baseline of zero and for the baseline itself.
      public var gain: Double?
      /// The test against the baseline; nil for the baseline itself.
      public var againstBaseline: Test?
      /// The test against the control; nil for the control itself, and without one.
      public var againstControl: Test?
    }

    /// A paired test over the users of one group.
    public struct Test: Codable, Sendable, Hashable {
      /// The model's mean minus the other's.
      public var difference: Double
      /// The probability of a difference as large under the hypothesis of none, of this test alone.
      public var p: Double
      /// The same, corrected for all models and groups of the table that are tested against the same model
      /// (Holm 1979).
      public var adjustedP: Double
    }
  }
}
