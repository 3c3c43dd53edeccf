// The library face: one import for everything an embedding program needs.
@_exported public import NeedletailConfiguration
@_exported public import NeedletailCore
@_exported public import NeedletailData
@_exported public import NeedletailEvaluation
@_exported public import NeedletailMath
@_exported public import NeedletailModels
@_exported public import NeedletailRetrieval
@_exported public import NeedletailSimulation
