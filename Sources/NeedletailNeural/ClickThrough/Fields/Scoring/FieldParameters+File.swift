package import NeedletailCore
import NeedletailData
import NeedletailMath

extension FieldParameters {
  /// Adds all numbers.
  package func write(to file: inout ModelWriter) {
    file.add("bias", .floats(bias, shape: [bias.count]))
    if let weights = tables.weights { file.add("weights", .floats(weights, shape: [weights.count])) }
    if let crosses = tables.crosses { file.add("crosses", .floats(crosses, shape: [crosses.count])) }
    if let vectors = tables.vectors {
      file.add(
        "vectors", .floats(vectors, shape: [vectors.count / terms.dimension, terms.dimension]))
    }
    pairs?.write(to: &file, "pairs")
    for (number, tower) in towers.enumerated() { tower.write(to: &file, "towers.\(number)") }
    for (number, tower) in numeric.enumerated() { tower.write(to: &file, "numeric.\(number)") }
  }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `ModelFileError` for what is absent, of another shape or not finite.
  init(_ file: any ModelReader, _ design: FieldDesign, _ layout: FieldLayout, _ network: FieldNetwork.Design)
    throws
  {
    self.layout = layout
    self.network = network
    terms = design.terms(network)
    let rows = layout.space.rowCount
    tables = Tables(
      weights: try design.weights == nil ? nil : file.finite("weights", shape: [rows]),
      crosses: try layout.crosses.map { try file.finite("crosses", shape: [$0.rowCount]) },
      vectors: try design.vectors == nil ? nil : file.finite("vectors", shape: [rows, design.dimension]))
    bias = try file.finite("bias", shape: [network.outputs])
    pairs = try network.pairs.map {
      try PairTerm(file, "pairs", $0, fields: network.fields, dimension: network.dimension)
    }
    towers = try network.towers.enumerated().map { try DenseStack(file, "towers.\($0)", $1) }
    numeric =
      try network.numeric.map { numbers in
        try numbers.fields.indices.map { try DenseStack(file, "numeric.\($0)", numbers.tower) }
      } ?? []
  }
}
