import NeedletailConfiguration
import NeedletailData
import NeedletailEvaluation
import Testing

@Suite("Reading studies")
struct StudyReadingTests {
  private func read(_ text: String) throws -> StudyDefinition {
    try StudyDefinition(parsing: text, file: "s.yaml", registry: .slopes)
  }

  private func fault(_ text: String) -> String {
    do {
      _ = try read(text)
      return "accepted"
    } catch { return "\(error)" }
  }

  @Test("the least study, and its defaults")
  func least() throws {
    let study = try read("data: a.csv\nsplit: last:1\nmodels:\n  - model: slope\n")
    #expect(study.metrics.map(\.description) == ["ndcg@10"] && study.tuneBy.description == "ndcg@10")
    #expect(study.seeds == [1] && study.baseline == nil && study.output == "study" && !study.savesModels)
    #expect(study.validation?.description == "random:0.1" && study.groups.activity == 5)
    #expect(study.models.map(\.name) == ["slope"] && study.models[0].search == nil)
    #expect(study.stopping == nil && !study.foldIn && !study.includeSeen)
    let strong = try read("data: a\nsplit: strong:users=0.1,holdout=0.2\nmodels: [{model: slope}]")
    #expect(strong.validation == nil)
  }

  @Test("everything that can be said, and its resolved form says the same")
  func whole() throws {
    let study = try read(
      """
      title: Two of a kind, isn't it
      data: a.csv
      format: csv
      columns: user=u,item=i
      filter: users>=5
      weight: counts(alpha=3)
      users: u.csv
      split: time:0.2
      validation: last:1
      metrics: [ndcg@5, "recall@5[capped]", coverage@5]
      tuneBy: recall@5
      seeds: [3, 4]
      baseline: plain
      groups:
        attributes: [age]
        activity: 3
      stopping:
        split: random:0.2
        patience: 2
      foldIn: true
      models:
        - {name: plain, model: "slope@toy", stopping: false}
        - model: slope(epochs=3)
          space: l2=log(0.1..1)
          strategy: random
          trials: 4
        - {model: "slope(l2=1)", name: declared, strategy: halving}
      output: out
      saveModels: true
      """)
    #expect(study.models.map(\.name) == ["plain", "slope", "declared"])
    #expect(study.models[1].search?.trials == 4 && study.models[1].search?.space.fixed == ["epochs"])
    #expect(study.models[2].search?.trials == 40 && study.models[0].search == nil)
    #expect(study.models.map(\.isStopped) == [false, true, true])
    let chosen = study.models.map(\.specification)
    let resolved = study.resolved(chosen)
    let again = try read(resolved)
    let lines = resolved.split(separator: "\n").map(String.init).filter { !$0.contains("# by") }
    let same = again.resolved(chosen).split(separator: "\n").map(String.init)
    #expect(same == lines)
    #expect(again.title == study.title && again.stopping?.patience == 2 && again.seeds == [3, 4])
    #expect(resolved.contains("  # by random over dimension=log(64..256), l2=log(0.1..1)"))
    #expect(resolved.contains("'slope(dimension=64,l2=0.1,weight=3,kind=plain,epochs=8,shrinkage=0)'"))
  }

  @Test(
    "what is wrong is named with its line and the nearest word",
    arguments: [
      ("dat: a\nsplit: last:1", "s.yaml:1: dat: this key is not known; did you mean 'data'?"),
      (
        "data: a\nsplit: last:1\nmodles: []\nmodels: [{model: slope}]",
        "s.yaml:3: modles: this key is not known; did you mean 'models'?"
      ),
      ("data: a\nsplit: lats:1\nmodels: [{model: slope}]", "s.yaml:2: split: "),
      ("data: a\nsplit: last:1\nmetrics: [ndgc@10]\nmodels: [{model: slope}]", "s.yaml:3: metrics: "),
      (
        "data: a\nsplit: last:1\nmodels:\n  - model: slope\n    spce: l2=1..2",
        "s.yaml:5: models[0].spce: this key is not known; did you mean 'space'?"
      ),
      (
        "data: a\nsplit: last:1\nmodels:\n  - model: slop",
        "s.yaml:4: models[0].model: no model is named 'slop'; did you mean 'slope'?"
      ),
      (
        "data: a\nsplit: last:1\nmodels:\n  - model: slope\n    space: l3=1..2",
        "s.yaml:5: models[0].space: slope has no hyper-parameter 'l3'"
      ),
      (
        "data: a\nsplit: last:1\nmodels:\n  - {model: slope, strategy: coarse-to-fine, space: kind=plain|other}",
        "models[0].strategy: coarse-to-fine needs two logarithmic axes"
      ),
      ("data: a\nsplit: last:1\nmodels:\n  - {model: slope, strategy: gird}", "did you mean 'grid'?"),
      (
        "data: a\nsplit: last:1\nmodels:\n  - model: slope\n  - model: slope",
        "s.yaml:5: models[1].model: two models are named 'slope'"
      ),
      (
        "data: a\nsplit: last:1\nbaseline: slop\nmodels: [{model: slope}]",
        "s.yaml:3: baseline: no model of the study is named 'slop'; did you mean 'slope'?"
      ),
      (
        "data: a\nsplit: last:1\nseeds: [1, 1]\nmodels: [{model: slope}]",
        "s.yaml:3: seeds: expected distinct"
      ),
      (
        "data: a\nsplit: last:1\ntuneBy: arp@10\nmodels: [{model: slope}]",
        "s.yaml:3: tuneBy: arp@10 says neither"
      ),
      ("data: a\nsplit: last:1\nfilter: rating>>4\nmodels: [{model: slope}]", "s.yaml:3: filter: "),
      ("data: a\nsplit: last:1\nformat: cvs\nmodels: [{model: slope}]", "s.yaml:3: format: expected one of"),
      ("data: a\nsplit: files:a,b\nmodels: [{model: slope}]", "s.yaml:2: split: a study reads one source"),
      (
        "data: a\nsplit: last:1\nstopping: {patience: 3}\nmodels: [{model: slope}]",
        "s.yaml:3: stopping: expected 'split'"
      ),
      ("data: a\nsplit: last:1", "s.yaml:1: models: expected a list of models"),
      ("data: a\nsplit: last:1\nmodels: [slope]", "s.yaml:3: models[0]: expected a mapping, found 'slope'"),
    ])
  func refused(text: String, part: String) {
    let fault = fault(text)
    #expect(fault.contains(part), "\(fault)")
  }
}
