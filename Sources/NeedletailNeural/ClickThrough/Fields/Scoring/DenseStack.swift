package import NeedletailCore
package import NeedletailMath
import NeedletailTensor

/// A trained tower on the host: what it gives has the same bits for an example alone and among any others.
///
/// A unit is a chain of fused multiply-adds over the inputs from the first upwards, then its bias. Normalisation over a
/// batch is a part of weights and biases: its running figures are constants now.
package struct DenseStack: Sendable {
  /// One layer.
  package struct Layer: Sendable {
    /// outputs × inputs.
    package var weight: PackedItems
    /// One number an output.
    package var bias: SharedBuffer<Float>
  }

  package let layers: [Layer]
  package let activation: FieldActivation

  /// A stack of layers.
  package init(layers: [Layer], activation: FieldActivation) {
    self.layers = layers
    self.activation = activation
  }
}

extension DenseStack {
  /// A copy of a tower.
  ///
  /// - Throws: the failure of memory or device of the running step.
  package init(_ tower: FieldTower) throws {
    activation = tower.design.activation
    layers = try tower.layers.enumerated().map { number, layer in
      let outputs = layer.weight.dimension(0)
      var weight = try layer.weight.elements(Float.self)
      var bias = try layer.bias?.elements(Float.self) ?? Array(repeating: 0, count: outputs)
      if number < tower.norms.count { try Self.fold(tower.norms[number], &weight, &bias) }
      return Layer(
        weight: PackedItems(
          Matrix(rows: outputs, columns: layer.weight.dimension(1), elements: SharedBuffer(weight))),
        bias: SharedBuffer(bias))
    }
  }

  private static func fold(_ norm: BatchNorm, _ weight: inout [Float], _ bias: inout [Float]) throws {
    let (scale, shift) = (try norm.weight.elements(Float.self), try norm.bias.elements(Float.self))
    let mean = try norm.runningMean.elements(Float.self)
    let variance = try norm.runningVariance.elements(Float.self)
    let inputs = weight.count / bias.count
    for unit in bias.indices {
      let factor = scale[unit] / (variance[unit] + Float(norm.epsilon)).squareRoot()
      for input in 0..<inputs { weight[unit * inputs + input] *= factor }
      bias[unit] = (bias[unit] - mean[unit]) * factor + shift[unit]
    }
  }

  /// Maps examples × inputs to examples × outputs.
  package func apply(_ x: Matrix) -> Matrix {
    var x = x
    for (number, layer) in layers.enumerated() {
      var z = Matrix(rows: x.rows, columns: layer.bias.count)
      layer.weight.score(x, into: &z)
      let isLast = number == layers.count - 1
      z.withUnsafeMutableBufferPointer { z in
        layer.bias.withUnsafeBufferPointer { bias in
          for row in 0..<x.rows {
            let units = UnsafeMutableBufferPointer(rebasing: z[row * bias.count..<(row + 1) * bias.count])
            for unit in units.indices { units[unit] += bias[unit] }
            if !isLast { activation.apply(to: units) }
          }
        }
      }
      x = z
    }
    return x
  }

  /// Adds `name.0.weight`, `name.0.bias`, ….
  package func write(to file: inout ModelWriter, _ name: String) {
    for (number, layer) in layers.enumerated() {
      file.add("\(name).\(number).weight", layer.weight.factors)
      file.add("\(name).\(number).bias", .floats(layer.bias, shape: [layer.bias.count]))
    }
  }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `ModelFileError` for what is absent, of another shape or not finite.
  package init(_ file: any ModelReader, _ name: String, _ design: FieldTower.Design) throws {
    activation = design.activation
    let sizes = design.sizes
    layers = try (1..<sizes.count).map {
      let part = "\(name).\($0 - 1)"
      let weight = try file.finite("\(part).weight", shape: [sizes[$0], sizes[$0 - 1]])
      return Layer(
        weight: PackedItems(Matrix(rows: sizes[$0], columns: sizes[$0 - 1], elements: weight)),
        bias: try file.finite("\(part).bias", shape: [sizes[$0]]))
    }
  }
}

extension ModelReader {
  /// A tensor of finite floats.
  ///
  /// - Throws: `ModelFileError` when it is absent, of another shape, or a number is not finite.
  package func finite(_ name: String, shape: [Int]) throws -> SharedBuffer<Float> {
    let numbers = try floats(name, shape: shape)
    guard numbers.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
      throw fault(name, "expected finite numbers only")
    }
    return numbers
  }
}
