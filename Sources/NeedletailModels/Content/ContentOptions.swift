import NeedletailCore

/// How attributes become vectors, and histories profiles.
struct ContentOptions: Sendable, Hashable {
  /// How values of categories count.
  enum Weighting: String, Sendable, Hashable, CaseIterable {
    /// Rare ones more: log((1 + N)/(1 + df)) + 1.
    case inverseFrequency = "idf"
    /// All the same.
    case none
  }

  var blocks: ContentBlocks
  var weighting: Weighting
  var minimumItems: Int
  var maximumShare: Double
  var buckets: Int
  var centred: Bool

  static let declarations = [
    Hyperparameter(
      "blocks", .text(default: ""),
      "columns of attributes and their weights, as in genres:1+title:0.5; empty: all, with weight 1"),
    Hyperparameter(
      "weighting", .choice(default: Weighting.inverseFrequency.rawValue, Weighting.allCases.map(\.rawValue)),
      search: .values(Weighting.allCases.map { .choice($0.rawValue) }),
      "whether rare values of categories count more (idf); words always do"),
    Hyperparameter(
      "minimumItems", .integer(default: 2, 1...1_000_000), aliases: ["min_df"],
      search: .logarithmicIntegers(1...20), "words of fewer items are left out"),
    Hyperparameter(
      "maximumShare", .number(default: 0.5, 0...1), aliases: ["max_df"],
      "words of a greater share of the items are left out"),
    Hyperparameter(
      "buckets", .integer(default: 10, 1...1000), "classes that a column of numbers is cut into"),
    Hyperparameter(
      "centred", .flag(default: false), search: .values([.flag(false), .flag(true)]),
      "takes the mean of a history off its weights, so that disliked items count against their like"),
  ]

  init(
    blocks: ContentBlocks, weighting: Weighting, minimumItems: Int, maximumShare: Double, buckets: Int,
    centred: Bool
  ) {
    self.blocks = blocks
    self.weighting = weighting
    self.minimumItems = minimumItems
    self.maximumShare = maximumShare
    self.buckets = buckets
    self.centred = centred
  }

  /// From checked hyper-parameters.
  ///
  /// - Throws: `SpecificationError` for blocks that cannot be read.
  init(_ values: HyperparameterValues) throws {
    self.init(
      blocks: try ContentBlocks(parsing: values.choice("blocks")),
      weighting: Weighting(rawValue: values.choice("weighting")) ?? .inverseFrequency,
      minimumItems: values.integer("minimumItems"), maximumShare: values.number("maximumShare"),
      buckets: values.integer("buckets"), centred: values.flag("centred"))
  }

  var values: [String: HyperparameterValue] {
    [
      "blocks": .choice(blocks.description), "weighting": .choice(weighting.rawValue),
      "minimumItems": .integer(minimumItems), "maximumShare": .number(maximumShare),
      "buckets": .integer(buckets), "centred": .flag(centred),
    ]
  }
}
