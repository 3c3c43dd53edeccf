package import NeedletailMath
package import NeedletailTensor

/// The part of a click-through model that is trained in LibTorch: all but tables of rows.
package struct FieldNetwork: Layer {
  /// What a network is made of.
  package struct Design: Sendable, Hashable {
    /// The number of fields.
    package var fields: Int
    /// The length of the vectors of fields.
    package var dimension: Int
    /// How pairs of fields act, if by trained weights.
    package var pairs: FieldPairKind?
    /// Towers on the concatenated vectors; their outputs are added up.
    package var towers: [FieldTower.Design] = []
    /// How numbers become vectors; nil where they multiply the vectors of their fields.
    package var numeric: Numbers?
    /// The number of logits.
    package var outputs = 1

    /// A network.
    package init(
      fields: Int, dimension: Int, pairs: FieldPairKind? = nil, towers: [FieldTower.Design] = [],
      numeric: Numbers? = nil
    ) {
      self.fields = fields
      self.dimension = dimension
      self.pairs = pairs
      self.towers = towers
      self.numeric = numeric
    }

    /// Towers that make vectors of numbers.
    package struct Numbers: Sendable, Hashable {
      /// From one number to a vector.
      package var tower: FieldTower.Design
      /// The fields that have one; a missing number leaves them the vector of their row.
      package var fields: [Int]

      /// Towers of one kind.
      package init(tower: FieldTower.Design, fields: [Int]) {
        self.tower = tower
        self.fields = fields
      }
    }

    /// Whether it looks at vectors at all.
    package var readsVectors: Bool { pairs != nil || !towers.isEmpty }
  }

  package let design: Design
  /// One number a logit.
  package let bias: Tensor
  package let pairs: FieldPairs?
  package let towers: [FieldTower]
  /// One for each numeric field that has a tower.
  package let numeric: [FieldTower]

  /// A network with drawn weights.
  package init(_ design: Design, on device: Device = .cpu, random: inout RandomStream) {
    let placement = Placement(device: device)
    self.design = design
    bias = Tensor.zeros([design.outputs], device: device).requiringGradient()
    pairs = design.pairs.map {
      FieldPairs($0, fields: design.fields, dimension: design.dimension, on: device)
    }
    towers = design.towers.map { FieldTower($0, placement: placement, random: &random) }
    numeric =
      design.numeric.map { numbers in
        numbers.fields.map { _ in FieldTower(numbers.tower, placement: placement, random: &random) }
      } ?? []
  }

  /// The logits of examples: examples × outputs.
  ///
  /// - Parameters:
  ///   - base: what the tables alone say, one number an example; nil for nothing.
  ///   - vectors: examples × fields·k; nil when the network reads none.
  ///   - numbers: examples × numeric fields; nil without towers of numbers.
  ///   - isKnown: 1 where the number is known, else 0.
  package func logits(
    base: Tensor?, vectors: Tensor?, numbers: Tensor? = nil, isKnown: Tensor? = nil, isTraining: Bool
  ) -> Tensor {
    var result: Tensor
    if let base { result = base.expanded(at: 1) + bias } else { result = bias.expanded(at: 0) }
    guard let vectors else { return result }
    let x = filled(vectors, numbers, isKnown, isTraining)
    if let pairs { result = result + pairs(x).expanded(at: 1) }
    for tower in towers { result = result + tower(x, isTraining: isTraining) }
    return result
  }

  /// The vectors with those of known numbers put in.
  private func filled(_ vectors: Tensor, _ numbers: Tensor?, _ isKnown: Tensor?, _ isTraining: Bool) -> Tensor
  {
    guard let numbers, let isKnown, let fields = design.numeric?.fields else { return vectors }
    let k = design.dimension
    var parts: [Tensor] = []
    var next = 0
    for (place, field) in fields.enumerated() {
      if next < field { parts.append(vectors.slice(1, next * k..<field * k)) }
      let known = isKnown.slice(1, place..<place + 1)
      let made = numeric[place](numbers.slice(1, place..<place + 1), isTraining: isTraining)
      let own = vectors.slice(1, field * k..<(field + 1) * k)
      parts.append(own * (1 - known) + made * known)
      next = field + 1
    }
    if next < design.fields { parts.append(vectors.slice(1, next * k..<design.fields * k)) }
    return .concatenated(parts, along: 1)
  }

  package func list(into list: inout TensorList) {
    list.parameter("bias", bias)
    if let pairs { list.layer("pairs", pairs) }
    list.layers("towers", towers)
    list.layers("numeric", numeric)
  }
}
