/// What one request wants of its list beyond the pipeline's own rules.
///
/// Rows are item rows of the snapshot that answers. Expressions are in the rules language.
public struct RequestRules: Sendable {
  /// Only items for which this expression holds.
  public var filter: RuleExpression?
  /// Only these items (a caller's own list to be ranked), in any order; nil for all.
  public var candidates: [Int32]?
  /// Never these items, in any order.
  public var excluded: [Int32] = []
  /// Whether items of the history may appear.
  public var includeSeen = false
  /// Items that stand at a place, from 0, whatever they score.
  public var pins: [Pin] = []
  /// What makes an item score more or less.
  public var boosts: [Boost] = []
  /// How many items of a sort a list may or must have.
  public var quotas: [Quota] = []
  /// How much unlikeness among the items of the list counts against score, 0...1; nil for the pipeline's own.
  public var variety: Float?

  /// No rules.
  public init() {}

  /// An item at a place.
  public struct Pin: Sendable, Hashable {
    /// The item's row.
    public var item: Int32
    /// The place, from 0.
    public var place: Int
    /// A pin.
    public init(item: Int32, place: Int) {
      self.item = item
      self.place = place
    }
  }

  /// More or less score for items of a sort.
  public struct Boost: Sendable, Hashable {
    /// Which items.
    public var when: RuleExpression
    /// What their score is moved by, in standard deviations of the scores of the candidates.
    public var by: Float
    /// A boost.
    public init(when: RuleExpression, by: Float) {
      self.when = when
      self.by = by
    }
  }

  /// A bound on items of a sort.
  public struct Quota: Sendable, Hashable {
    /// Which items.
    public var when: RuleExpression
    /// At least so many, as far as there are candidates.
    public var atLeast: Int
    /// At most so many; nil for any number.
    public var atMost: Int?
    /// A bound.
    public init(when: RuleExpression, atLeast: Int = 0, atMost: Int? = nil) {
      self.when = when
      self.atLeast = atLeast
      self.atMost = atMost
    }
  }
}
