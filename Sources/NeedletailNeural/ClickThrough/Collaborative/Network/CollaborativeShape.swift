/// The sizes of a network of neural collaborative filtering.
package struct CollaborativeShape: Sendable, Hashable {
  /// K: the length of the vectors that are multiplied element by element; 0 for none.
  package var product: Int
  /// The widths of the hidden layers, first to last; none for a product alone.
  package var hidden: [Int]

  /// A product of vectors.
  package init(product: Int) { self.init(product: product, layers: 0, factors: 1) }

  /// A product of vectors, and hidden layers that halve in width down to `factors`: `layers` 3 and `factors` 8 give
  /// vectors of 32 that go, side by side, through widths 32, 16 and 8.
  package init(product: Int = 0, layers: Int, factors: Int) {
    self.product = product
    hidden = (0..<layers).map { factors << (layers - 1 - $0) }
  }

  /// E: the length of a vector that the hidden layers read, of which they read two.
  package var embedding: Int { hidden.first ?? 0 }
  /// K + E: all numbers of a user or an item.
  package var width: Int { product + embedding }
  /// The inputs of the last layer.
  var head: Int { product + (hidden.last ?? 0) }
  /// Inputs and outputs of each hidden layer.
  var layers: [(inputs: Int, outputs: Int)] {
    hidden.indices.map { (inputs: $0 == 0 ? 2 * embedding : hidden[$0 - 1], outputs: hidden[$0]) }
  }
  /// The multiply-adds of an example on its way forward, beyond what a positive shares with its negatives.
  var operations: Int {
    product + embedding * embedding + zip(hidden, hidden.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } + head
  }
}
