import NeedletailCore
import NeedletailData
import NeedletailModels
import Testing

@Suite("Presets")
struct PresetTests {
  @Test(
    "every preset is a specification of its model, found on a public data set",
    arguments: AlgorithmRegistry.models.presets)
  func preset(_ preset: Preset) throws {
    let specification = try ModelSpecification(parsing: preset.name, registry: .models)
    #expect(specification.name == preset.algorithm)
    #expect(try specification == ModelSpecification(parsing: preset.specification, registry: .models))
    #expect(PublicDataSet.all.contains { $0.name == preset.dataSet })
    #expect(
      preset.command.contains("tune \(preset.dataSet) ")
        && preset.command.contains("--model \(preset.algorithm)"))
    #expect(preset.command.contains("--metric \(preset.metric)") && (0...1).contains(preset.value))
  }

  @Test("names are distinct, and an unknown one is answered with the nearest")
  func names() throws {
    let names = AlgorithmRegistry.models.presets.map(\.name)
    #expect(Set(names).count == names.count)
    do {
      _ = try ModelSpecification(parsing: "ials@gowala", registry: .models)
      Issue.record("an unknown preset was read")
    } catch { #expect("\(error)".contains("did you mean 'ials@gowalla'")) }
  }
}
