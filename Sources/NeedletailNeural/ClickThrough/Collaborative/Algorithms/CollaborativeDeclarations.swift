import NeedletailCore

/// Declarations of the sizes of networks.
enum CollaborativeDeclarations {
  /// K.
  static let factors = Hyperparameter(
    "dimension", .integer(default: 32, 1...512),
    aliases: ["factors", "num_factors", "predictive_factors", "embedding_size", "mf_embedding_size"],
    search: .logarithmicIntegers(8...64), "what the last layer reads of each branch")
  /// The hidden layers.
  static let hiddenLayers = Hyperparameter(
    "hiddenLayers", .integer(default: 2, 1...4), search: .integers(1...3),
    "hidden layers; each is half as wide as the one before, the last as wide as the dimension")
  /// The paper of all.
  static let paper =
    "He, Liao, Zhang, Nie, Hu and Chua, Neural collaborative filtering, WWW 2017"
}
