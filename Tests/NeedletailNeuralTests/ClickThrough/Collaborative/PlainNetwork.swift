import Foundation
import NeedletailCore
import NeedletailMath
import NeedletailNeural

/// The logit of a network, written down as the paper has it, in doubles.
func plainLogit(_ network: CollaborativeNetwork, row: [Float], item: Int) -> Double {
  let k = network.shape.product
  let vector = (0..<network.shape.width).map { Double(network.items[item, $0]) }
  let row = row.map { Double($0) }
  var last = (0..<k).map { row[$0] * vector[$0] }
  if !network.layers.isEmpty {
    var x = Array(row[k...]) + Array(vector[k...])
    for layer in network.layers {
      x = layer.bias.indices.map { output in
        let sum = x.indices.reduce(Double(layer.bias[output])) {
          $0 + Double(layer.weight[output, $1]) * x[$1]
        }
        return max(0, sum)
      }
    }
    last += x
  }
  return zip(last, network.head).reduce(Double(network.bias)) { $0 + $1.0 * Double($1.1) }
}

/// A network of random numbers that are not small.
func randomNetwork(
  _ shape: CollaborativeShape, users: Int = 7, items: Int = 45, seed: UInt64 = 3
) throws -> CollaborativeNetwork {
  var network = try CollaborativeNetwork(
    drawing: shape, users: users, items: items, deviation: 0.5, options: TrainingOptions(seed: seed))
  var random = RandomStream(seed: seed, stream: 9)
  network.bias = Float(random.normal())
  for layer in network.layers.indices {
    network.layers[layer].bias = network.layers[layer].bias.map { _ in Float(random.normal() * 0.3) }
  }
  return network
}

/// Shapes of the three kinds, with sizes on both sides of the kernels' tiles.
let shapes = [
  CollaborativeShape(product: 5), CollaborativeShape(layers: 3, factors: 5),
  CollaborativeShape(product: 9, layers: 2, factors: 13),
  CollaborativeShape(product: 1, layers: 1, factors: 3),
]
