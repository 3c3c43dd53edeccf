public import NeedletailCore

extension AlgorithmRegistry {
  /// The algorithms of this module, in the order of printing. A new one is one more line.
  public static let models = AlgorithmRegistry([
    RandomScores.self,
    Popularity.self,
    ItemNeighbours.self,
    UserNeighbours.self,
    EASE.self,
    SLIM.self,
    PureSVD.self,
    HigherOrderEASE.self,
    ELSA.self,
    IALS.self,
  ])
}
