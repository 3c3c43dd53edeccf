public import NeedletailCore

extension AlgorithmRegistry {
  /// Click-through models over declared fields.
  public static let fieldModels = AlgorithmRegistry([
    LogisticRegression.self,
    FactorizationMachine.self,
    FieldWeightedMachine.self,
    FieldMatrixMachine.self,
    WideAndDeep.self,
    DeepFM.self,
    FiFa.self,
  ])
}
