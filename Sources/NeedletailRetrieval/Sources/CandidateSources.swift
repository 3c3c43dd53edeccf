/// Where the candidates of a list come from. Their union is ranked; an item that several bring counts for the
/// first of them in the order below.
public struct CandidateSources: Sendable, Hashable {
  /// How many of the model's best at least; a list takes as many as it is long in any case. Nil: the model ranks
  /// but brings no candidates.
  public var model: Int? = 0
  /// Items like those that the user liked last.
  public var similar: Similar?
  /// What is consumed most at present.
  public var trending: Trending?
  /// The newest items.
  public var new: New?
  /// Items at random.
  public var exploration: Exploration?
  /// The most candidates in all; later sources lose theirs first.
  public var limit = 500

  /// The model alone.
  public init() {}

  /// Items like those that the user liked last.
  public struct Similar: Sendable, Hashable {
    /// How many of the last items with an event of positive weight are looked at.
    public var positives: Int
    /// The nearest to each that pass the filters, among its `count · 4` nearest.
    public var count: Int
    /// A list has at least so many of them, as far as there are candidates.
    public var atLeast: Int

    /// A source.
    public init(positives: Int = 3, count: Int = 30, atLeast: Int = 0) {
      self.positives = positives
      self.count = count
      self.atLeast = atLeast
    }
  }

  /// What is consumed most at present.
  public struct Trending: Sendable, Hashable {
    /// How many items.
    public var count: Int
    /// A list has at least so many of them, as far as there are candidates.
    public var atLeast: Int
    /// The half-life of an event in seconds, where the pipeline counts for itself; a server counts once for all.
    public var halfLife: Double

    /// A source.
    public init(count: Int = 50, atLeast: Int = 0, halfLife: Double = 6 * 3600) {
      self.count = count
      self.atLeast = atLeast
      self.halfLife = halfLife
    }
  }

  /// The newest items.
  public struct New: Sendable, Hashable {
    /// How many items.
    public var count: Int
    /// The age from which an item is not new any more, in seconds.
    public var maxAge: Double
    /// A list has at least so many of them, as far as there are candidates.
    public var atLeast: Int
    /// A numeric attribute of items that says when they appeared, in seconds since 1970, where the pipeline
    /// makes its own catalogue; nil: the time of their first event.
    public var attribute: String?

    /// A source.
    public init(
      count: Int = 30, maxAge: Double = 14 * 86_400, atLeast: Int = 0, attribute: String? = nil
    ) {
      self.count = count
      self.maxAge = maxAge
      self.atLeast = atLeast
      self.attribute = attribute
    }
  }
}
