public import NeedletailCore

extension AlgorithmRegistry {
  /// The algorithms of this module, in the order of printing. A new one is one more line.
  ///
  /// Naming them, reading their hyper-parameters and opening their models loads no LibTorch; fitting does.
  public static let neural = AlgorithmRegistry([
    GMF.self,
    MLP.self,
    NeuMF.self,
    LogisticRegression.self,
    FactorizationMachine.self,
    FieldWeightedMachine.self,
    FieldMatrixMachine.self,
    WideAndDeep.self,
    DeepFM.self,
    FiFa.self,
  ])
}
