public import NeedletailCore
import NeedletailData
import NeedletailMath
import NeedletailModels

extension PipelineRecommender {
  /// Adds the definition, the catalogue and the model.
  func write(to file: inout ModelWriter) throws {
    file.add("pipeline.definition", .bytes(SharedBuffer(Array(pipeline.definition.description.utf8))))
    file.add("pipeline.seed", .longs(SharedBuffer([Int64(bitPattern: seed)])))
    try file.add("catalogue.", catalogue.tensors(features))
    var model = ModelWriter()
    try pipeline.recommender.write(to: &model)
    file.add("model.", model)
  }
}

extension PipelineAlgorithm {
  /// Opens a model file; the YAML file that it once came from is not looked at.
  public static func open(
    _ file: any ModelReader, hyperparameters: HyperparameterValues
  ) throws -> any Recommender {
    let bytes = try file.bytes("pipeline.definition", count: nil)
    let definition: PipelineDefinition
    do {
      definition = try PipelineDefinition(
        parsing: String(decoding: bytes.array, as: UTF8.self), file: "definition")
    } catch {
      throw file.fault("pipeline.definition", "\(error)")
    }
    guard let model = definition.model?.algorithm else {
      throw file.fault("pipeline.definition", "expected a model, found none")
    }
    let base = try type(of: model).open(
      PartOfModelFile(file, prefix: "model."), hyperparameters: model.hyperparameters)
    guard base.itemCount == file.itemCount else {
      throw file.fault("model", "expected a model of \(file.itemCount) items, found \(base.itemCount)")
    }
    let (catalogue, features) = try Catalogue.open(
      PartOfModelFile(file, prefix: "catalogue."), named: definition.namedItems)
    let seed = UInt64(bitPattern: try file.longs("pipeline.seed", count: 1)[0])
    return try PipelineAlgorithm(definition, file: hyperparameters.choice("file"))
      .recommender(over: base, catalogue, features: features, seed: seed)
  }
}
