/// One division of a data set into what a model may learn from and what it is judged by.
///
/// All logs share the vocabularies of the data set.
public struct Split: Sendable {
  /// What models are fitted on.
  public var training: InteractionLog
  /// The histories of users that training does not hold (strong generalisation); nil when every test user's
  /// history is in `training`.
  public var foldIn: InteractionLog?
  /// What each test user did next.
  public var test: InteractionLog
  /// A part for choosing hyper-parameters and stopping, carved from training data only.
  public var validation: InteractionLog?
  /// The histories of the users of `validation` when training does not hold them; nil when it does.
  public var validationFoldIn: InteractionLog?
  /// The only items that a user's test items are ranked against besides themselves (sampled candidates); nil
  /// for full ranking. Item rows ascend.
  public var negatives: [UserRow: [ItemRow]]?
  /// The same for the items of `validation`.
  public var validationNegatives: [UserRow: [ItemRow]]?
  /// The items that may be ranked, ascending; nil for the whole vocabulary.
  public var catalogue: [ItemRow]?
  /// The items that may be ranked for `validation`, ascending; nil when they are those of `catalogue`.
  public var validationCatalogue: [ItemRow]?
  /// What was done, in words, for reports: "last 1 of each user, 99 sampled negatives".
  public var definition: String
  /// What the reader of a result should know: "test events precede training events of 312 users".
  public var warnings: [String]

  /// A division from its parts.
  public init(
    training: InteractionLog, foldIn: InteractionLog? = nil, test: InteractionLog,
    validation: InteractionLog? = nil, validationFoldIn: InteractionLog? = nil,
    negatives: [UserRow: [ItemRow]]? = nil, validationNegatives: [UserRow: [ItemRow]]? = nil,
    catalogue: [ItemRow]? = nil, validationCatalogue: [ItemRow]? = nil, definition: String,
    warnings: [String] = []
  ) {
    self.training = training
    self.foldIn = foldIn
    self.test = test
    self.validation = validation
    self.validationFoldIn = validationFoldIn
    self.negatives = negatives
    self.validationNegatives = validationNegatives
    self.catalogue = catalogue
    self.validationCatalogue = validationCatalogue
    self.definition = definition
    self.warnings = warnings
  }

  /// The validation part as a split of its own, judged as the test part is; nil when there is none.
  ///
  /// It has the same training part, so one fit serves both.
  public var validationSplit: Split? {
    guard let validation else { return nil }
    return Split(
      training: training, foldIn: validationFoldIn, test: validation, negatives: validationNegatives,
      catalogue: validationCatalogue ?? catalogue, definition: "\(definition) (validation part)")
  }
}
