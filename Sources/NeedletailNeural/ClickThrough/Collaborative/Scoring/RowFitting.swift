import CKernels
import Glibc
import NeedletailCore
import NeedletailData
import NeedletailMath

/// The row of a user who was not in training: a fixed number of Adam's steps on the training loss, with all else frozen.
///
/// It begins at the mean row of the training users. A step takes the items of the history (64 at most, in turn) and for
/// each of them as many negatives as training does; of more than 4 only 4 are drawn, which count for the others. Steps
/// shrink to zero linearly. What is drawn depends on the items of the history alone, so that a history has the same row
/// whoever asks. An empty history has the mean row.
package struct RowFitting: Sendable {
  let network: CollaborativeNetwork
  let tower: HiddenTower?
  let settings: CollaborativeSettings
  /// The row to begin with.
  let start: [Float]
  /// The layers after the first, each mapping outputs to inputs.
  private let transposed: [PackedLayer]

  /// Items of the history that a step takes at most.
  static let longestStep = 64
  /// Negatives that are drawn for an item at most.
  static let mostNegatives = 4

  init(_ network: CollaborativeNetwork, _ tower: HiddenTower?, _ settings: CollaborativeSettings) {
    self.network = network
    self.tower = tower
    self.settings = settings
    start = network.users.columnMeans
    transposed = network.layers.dropFirst().map { PackedLayer($0.weight.transposed()) }
  }

  /// Fitting to a network.
  package init(_ network: CollaborativeNetwork, _ settings: CollaborativeSettings) {
    self.init(network, HiddenTower(network), settings)
  }

  /// The row of a history.
  ///
  /// - Complexity: O(steps · items of a step · network).
  func row(of profile: Profile) -> [Float] {
    var row = start
    let seed = Profile(items: profile.items, weights: profile.items.map { _ in 1 }).fingerprint
    var items = profile.items
    guard !items.isEmpty, items.count < network.items.rows else { return row }
    items.withUnsafeMutableBufferPointer { needletail_shuffle($0.baseAddress, $0.count, seed) }
    let count = min(items.count, Self.longestStep)
    var moments = AdamMoments(count: row.count)
    let gradient = tower.map { TowerGradient($0, transposed: transposed) }
    let drawn = min(settings.negatives, Self.mostNegatives)
    let draw = NegativeDraw(
      items: network.items.rows, negatives: drawn, rejectsKnown: settings.rejectsKnown)
    let weight = Float(settings.negatives) / Float(drawn)
    for step in 0..<settings.foldInSteps {
      let positives = (0..<count).map { items[(step * count + $0) % items.count] }
      var stream = RandomStream(seed: seed, purpose: 0x9C05, row: step)
      var negatives = [Int32](repeating: 0, count: count * drawn)
      negatives.withUnsafeMutableBufferPointer { target in
        profile.items.withUnsafeBufferPointer { draw.fill(target, known: $0, from: &stream) }
      }
      let slope = slopes(row, positives + negatives, positives: count, weight: weight, gradient)
      let rate = settings.foldInRate * (1 - Double(step) / Double(settings.foldInSteps))
      moments.move(&row, along: slope, rate: rate)
    }
    return row
  }

  /// The gradient by a row of the mean loss of items, of which the first are positives.
  ///
  /// - Parameter weight: how often each item after the positives counts.
  package func gradient(_ row: [Float], _ items: [Int32], positives: Int, weight: Float = 1) -> [Float] {
    slopes(
      row, items, positives: positives, weight: weight,
      tower.map { TowerGradient($0, transposed: transposed) })
  }

  /// The same with memory for the layers, where each negative counts `weight` times.
  private func slopes(
    _ row: [Float], _ items: [Int32], positives: Int, weight: Float, _ tower: TowerGradient?
  ) -> [Float] {
    let (shape, width) = (network.shape, network.shape.width)
    var result = [Float](repeating: 0, count: width)
    let scaled = (0..<shape.product).map { network.head[$0] * row[$0] }
    let part = self.tower?.userParts(Matrix([Array(row[shape.product...])]))
    var partSlope = [Float](repeating: 0, count: self.tower?.width ?? 0)
    var slopes = [Float](repeating: 0, count: Panel.width)
    let scale = 1 / (Float(positives) + weight * Float(items.count - positives))
    network.items.withUnsafeBufferPointer { vectors in
      for first in stride(from: 0, to: items.count, by: Panel.width) {
        let rows = items[first..<min(first + Panel.width, items.count)]
        let logits = tower.flatMap { tower in
          part?.withUnsafeBufferPointer { tower.forward(rows, user: $0.baseAddress!) }
        }
        for place in slopes.indices {
          guard place < rows.count else {
            slopes[place] = 0
            continue
          }
          let vector = vectors.baseAddress! + Int(items[first + place]) * width
          let logit =
            needletail_dot_in_order(scaled, vector, shape.product) + (logits?[place] ?? 0) + network.bias
          let probability = 1 / (1 + exp(-logit))
          slopes[place] =
            first + place < positives ? (probability - 1) * scale : probability * scale * weight
          for k in 0..<shape.product { result[k] += slopes[place] * vector[k] }
        }
        tower?.backward(slopes, to: &partSlope)
      }
    }
    for k in 0..<shape.product { result[k] *= network.head[k] }
    if let weight = self.tower?.userWeight {
      weight.withUnsafeBufferPointer { weight in
        for (output, slope) in partSlope.enumerated() {
          let source = output * shape.embedding
          for place in 0..<shape.embedding { result[shape.product + place] += slope * weight[source + place] }
        }
      }
    }
    return result
  }
}

/// Adam's figures of one row (Kingma and Ba, ICLR 2015).
private struct AdamMoments {
  private var mean: [Float]
  private var square: [Float]
  private var step = 0

  init(count: Int) {
    mean = Array(repeating: 0, count: count)
    square = mean
  }

  mutating func move(_ row: inout [Float], along gradient: [Float], rate: Double) {
    step += 1
    let factor = Float(rate * (1 - pow(0.999, Double(step))).squareRoot() / (1 - pow(0.9, Double(step))))
    for place in row.indices {
      mean[place] += 0.1 * (gradient[place] - mean[place])
      square[place] += 0.001 * (gradient[place] * gradient[place] - square[place])
      row[place] -= factor * mean[place] / (square[place].squareRoot() + 1e-8)
    }
  }
}

extension Matrix {
  /// The mean of each column, summed in the order of the rows; zeros for no rows.
  fileprivate var columnMeans: [Float] {
    var sums = [Double](repeating: 0, count: columns)
    withUnsafeBufferPointer { elements in
      for row in 0..<rows {
        for column in 0..<columns { sums[column] += Double(elements[row * columns + column]) }
      }
    }
    return sums.map { Float($0 / Double(max(rows, 1))) }
  }
}
