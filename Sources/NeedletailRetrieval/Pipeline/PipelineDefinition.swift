public import NeedletailCore

/// What a pipeline is made of, as data: where candidates come from, what leaves them out, what ranks them, and
/// how the list is put together.
///
/// It is written as YAML; every part may be missing:
///
/// ```yaml
/// model: ials(dimension=64,unobservedWeight=0.1,l2=0.01)
/// sources:
///   model: 200
///   trending: {count: 50}
///   explore: {share: 0.02}
/// filters:
///   rules: ['available == true']
/// diversity: {variety: 0.2, by: genres}
/// ```
public struct PipelineDefinition: Sendable, Hashable {
  /// The model's own list, and nothing else.
  public static let plain = PipelineDefinition()

  /// The model to fit when the pipeline is fitted; nil where a model is given anyway, as in a server.
  public var model: ModelSpecification?
  /// Where candidates come from.
  public var sources = CandidateSources()
  /// Conditions that every item of a list fulfils.
  public var rules: [RuleExpression] = []
  /// Which items of the history are left out, unless a request wants them.
  public var seen = SeenItems.profile
  /// What makes an item score more or less.
  public var boosts: [RequestRules.Boost] = []
  /// Items that stand at a place whatever they score.
  public var pins: [Pin] = []
  /// How many items of a sort a list may or must have.
  public var quotas: [RequestRules.Quota] = []
  /// Who ranks for somebody without a history.
  public var strangers = StrangerRanking.model
  /// How much unlikeness among the items of a list counts.
  public var diversity = ReRanking()
  /// How much the running session counts beside the long-term taste; nil: no more than other events. Its
  /// weights of kinds are those of `events`.
  public var session: SessionBlend?
  /// What events of each kind say.
  public var events = EventWeights()

  /// The plain pipeline.
  public init() {}

  /// The ids of items that the pipeline names; a catalogue must know the rows of those that exist.
  public var namedItems: [String] { pins.map(\.item) }

  /// Which items of the history are left out.
  public enum SeenItems: Sendable, Hashable {
    /// All items of the profile.
    case profile
    /// Items with an event of one of these kinds; all items of a profile that comes without events.
    case kinds([String])
    /// None.
    case none
  }

  /// Who ranks for somebody with an empty profile.
  public enum StrangerRanking: String, Sendable, Hashable, CaseIterable {
    /// The model.
    case model
    /// The trend: what is consumed most at present.
    case trending
  }

  /// An item at a place.
  public struct Pin: Sendable, Hashable {
    /// The item's external id; a pin of an unknown item is passed over.
    public var item: String
    /// The place, from 0.
    public var place: Int

    /// A pin.
    public init(item: String, place: Int) {
      self.item = item
      self.place = place
    }
  }

  /// How a list is kept from saying the same thing again and again.
  public struct ReRanking: Sendable, Hashable {
    /// How much unlikeness counts against score, 0...1; 0: lists are in the order of scores.
    public var variety: Float = 0
    /// The word "model" for the directions of the model's items (`ItemDirections`).
    public static let model = "model"

    /// The attributes whose texts make items alike, or `model` for the model's own idea of likeness; none: all attributes that are lists of texts, and where there
    /// are none, all that are texts.
    public var by: [String] = []
    /// The attribute of which no value may have more than `share` of a list; nil: no bound.
    public var cap: Cap?

    /// No re-ranking.
    public init() {}
  }

  /// A bound on the items that share a value of an attribute.
  public struct Cap: Sendable, Hashable {
    /// The attribute, of text or lists of texts.
    public var attribute: String
    /// The largest share of a list, 0...1; one item always may.
    public var share: Double

    /// A bound.
    public init(attribute: String, share: Double) {
      self.attribute = attribute
      self.share = share
    }
  }
}
