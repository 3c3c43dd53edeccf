import NeedletailData
import NeedletailTensor

/// What a click-through model over fields is made of and how it is trained, as its hyper-parameters say.
struct FieldDesign {
  /// A table of rows.
  struct Table {
    /// How its rows move.
    var rule: RowOptimizer
    /// On the rows that a step touches.
    var l2: Float
    /// The deviation of first numbers; nil for zeros.
    var scale: Float?
    /// Whether its rule is given the gradients of the sum of a batch's losses instead of their mean: what the constants
    /// of FTRL are meant for.
    var sumsLosses = false
  }

  /// The weights of linear terms and crosses.
  var weights: Table?
  /// The vectors of rows.
  var vectors: Table?
  /// The length of vectors; 0 for none.
  var dimension = 0
  /// Whether all pairs of features have their inner product.
  var hasPairs = false
  /// Pairs of fields that are crossed, and the number of their rows as a power of two.
  var crosses = (text: "", bits: 1)
  /// How the network's own parameters move.
  var rule: any UpdateRule
  /// Passes over the examples at most.
  var epochs: Int
  /// Examples of a step.
  var batchSize: Int
  /// How a log gets negatives.
  var negatives: NegativeSampling
  /// What the learning rate is multiplied by after an epoch whose loss is no better; 1 for a constant rate.
  var plateau = 1.0

  /// The sums outside the network.
  func terms(_ network: FieldNetwork.Design) -> ShallowTerms {
    ShallowTerms(dimension: dimension, hasPairs: hasPairs, keepsVectors: network.readsVectors)
  }
}
