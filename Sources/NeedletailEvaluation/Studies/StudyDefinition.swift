public import NeedletailCore
public import NeedletailData

/// A comparison of models written down: the data, their division, the models with what is searched of them, the
/// metrics, the seeds. What `needletail study run` reads.
public struct StudyDefinition: Sendable {
  /// What the report is called.
  public var title: String?
  /// The path of the data, or the name of a public data set.
  public var data: String
  /// Whether the data are labelled examples, for click-through models, and not interactions.
  public var isOfExamples: Bool
  /// The format; nil for what the content says.
  public var format: DataFormat?
  /// Which column is what.
  public var columns: String?
  /// Interactions that are kept.
  public var filter: String?
  /// How events become weights.
  public var weighting: Weighting
  /// Tables of attributes, and what their columns are.
  public var tables: Tables
  /// The division into training and test.
  public var split: SplitSpecification
  /// The division of the training part for searches and stopping; nil for the split's own.
  public var validation: SplitSpecification?
  /// What is measured.
  public var metrics: [MetricKey]
  /// What searches go by.
  public var tuneBy: MetricKey
  /// The seeds of training; the first also draws the splits and decides searches.
  public var seeds: [UInt64]
  /// The name of the model that tests compare the others with; nil for all pairs.
  public var baseline: String?
  /// The groups of users that results are broken down by.
  public var groups: Groups
  /// Chooses epochs: of trials, and of models that are not searched.
  public var stopping: ValidationStopping?
  /// Whether every user is a stranger.
  public var foldIn: Bool
  /// Whether items of a user's history may be recommended.
  public var includeSeen: Bool
  /// The models.
  public var models: [Entry]
  /// The folder that results go to.
  public var output: String
  /// Whether fitted models are written there too.
  public var savesModels: Bool

  /// Files of attributes.
  public struct Tables: Sendable, Hashable {
    /// The table of users.
    public var users: String?
    /// The table of items.
    public var items: String?
    /// The declaration of their columns.
    public var schema: String?
  }

  /// Groups of users.
  public struct Groups: Sendable, Hashable {
    /// Attributes; nil for all categorical ones.
    public var attributes: [String]?
    /// Into how many groups users fall by the length of their history.
    public var activity: Int
  }

  /// A model, and what is searched of it.
  public struct Entry: Sendable {
    /// The name in tables.
    public var name: String
    /// The specification, or where a search starts.
    public var specification: ModelSpecification
    /// What is searched; nil for nothing.
    public var search: Search?
    /// Whether the study's stopping chooses its epochs; a search has chosen them already when it ends.
    public var isStopped = true
  }

  /// A search.
  public struct Search: Sendable {
    /// The space.
    public var space: SearchSpaceDefinition
    /// The strategy, made for the first seed.
    public var strategy: any SearchStrategy
    /// At most so many trials.
    public var trials: Int
  }
}
