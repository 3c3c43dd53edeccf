public import NeedletailCore

extension AlgorithmRegistry {
  /// The algorithms of this module, in the order of printing. A new one is one more line.
  public static let models = AlgorithmRegistry([
    RandomScores.self,
    Popularity.self,
    Bias.self,
    ClickRate.self,
    ItemNeighbours.self,
    UserNeighbours.self,
    P3Alpha.self,
    RP3Beta.self,
    ContentProfiles.self,
    Hybrid.self,
    EASE.self,
    PropensityEASE.self,
    HigherOrderEASE.self,
    SLIM.self,
    PureSVD.self,
    ELSA.self,
    ARM.self,
    RLARM.self,
    IALS.self,
    MatrixFactorization.self,
    SVDPlusPlus.self,
    BPR.self,
  ]).offering(Preset.found)
}
