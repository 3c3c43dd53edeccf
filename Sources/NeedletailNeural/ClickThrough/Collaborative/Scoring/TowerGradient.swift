import CKernels
import NeedletailMath

/// The gradient of logits with respect to the part of a user in the first hidden layer, with all else frozen.
///
/// Memory for one panel of items: what the layers gave is kept on the way forward.
final class TowerGradient {
  private let tower: HiddenTower
  private let transposed: [PackedLayer]
  /// Outputs of each hidden layer, then the logits.
  private let outputs: [UnsafeMutablePointer<Float>]
  private let memory: UnsafeMutablePointer<Float>
  private let gradients: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>)
  private let panel: UnsafeMutablePointer<Float>

  /// Memory for a tower.
  ///
  /// - Parameter transposed: its layers after the first, each mapping outputs to inputs.
  init(_ tower: HiddenTower, transposed: [PackedLayer]) {
    self.tower = tower
    self.transposed = transposed
    let widths = tower.biases.map(\.count)
    let widest = widths.max() ?? 0
    let count = (widths.reduce(0, +) + 1 + 2 * widest + tower.width) * Panel.width
    let raw = UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
    memory = raw.bindMemory(to: Float.self, capacity: count)
    var next = memory
    var outputs: [UnsafeMutablePointer<Float>] = []
    for width in widths + [1] {
      outputs.append(next)
      next += width * Panel.width
    }
    self.outputs = outputs
    gradients = (next, next + widest * Panel.width)
    panel = next + 2 * widest * Panel.width
  }

  deinit { memory.deallocate() }

  /// The logits of at most a panel of items for a user's part.
  func forward(_ rows: some Collection<Int32>, user: UnsafePointer<Float>) -> UnsafePointer<Float> {
    HiddenTower.pack(tower.itemParts, rows, to: panel)
    Panel.rectify(panel, plus: user, count: tower.width, to: outputs[0])
    for (number, layer) in tower.layers.enumerated() {
      layer.apply(outputs[number], to: outputs[number + 1])
      tower.biases[number + 1].withUnsafeBufferPointer {
        Panel.rectify(
          outputs[number + 1], plus: $0.baseAddress!, count: layer.outputs, to: outputs[number + 1])
      }
    }
    tower.packedHead.apply(outputs[tower.layers.count], to: outputs[tower.layers.count + 1])
    return UnsafePointer(outputs[tower.layers.count + 1])
  }

  /// Adds the gradient of the last `forward` to that of the user's part.
  ///
  /// - Parameters:
  ///   - slopes: of the loss by each logit of the panel, zeros at its empty places.
  ///   - target: of the first width.
  func backward(_ slopes: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>) {
    var (now, next) = gradients
    for (place, weight) in tower.head.enumerated() {
      for item in 0..<Panel.width { now[place * Panel.width + item] = weight * slopes[item] }
    }
    mask(now, outputs[tower.layers.count], count: tower.head.count)
    for number in tower.layers.indices.reversed() {
      transposed[number].apply(now, to: next)
      mask(next, outputs[number], count: transposed[number].outputs)
      swap(&now, &next)
    }
    for place in 0..<tower.width {
      var sum: Float = 0
      for item in 0..<Panel.width { sum += now[place * Panel.width + item] }
      target[place] += sum
    }
  }

  /// Clears gradients where an output was zero.
  private func mask(_ gradients: UnsafeMutablePointer<Float>, _ outputs: UnsafePointer<Float>, count: Int) {
    for place in 0..<count * Panel.width where outputs[place] <= 0 { gradients[place] = 0 }
  }
}
