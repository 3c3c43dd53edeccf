import CKernels
import NeedletailMath

/// The hidden layers of a fitted network, laid out for scoring on the host.
///
/// The first layer is a sum of a part of the user and one of the item; the items' parts are computed once. What is left
/// of a score, relu(part of the item + part of the user) through the other layers, runs for 32 items side by side. Every
/// sum goes over its inputs from the first upwards, so a score has the same bits alone and in any company.
struct HiddenTower: Sendable {
  /// W₁′ q′ for each item: items × first width.
  let itemParts: Matrix
  /// What maps p′ to the part of the user: first width × E.
  let userWeight: Matrix
  /// The same, packed: its rows are scored as items are.
  private let userRows: PackedItems
  /// The bias of each hidden layer.
  let biases: [[Float]]
  /// The hidden layers after the first.
  let layers: [PackedLayer]
  /// The weights of the last hidden layer's outputs in the logit.
  let head: [Float]
  let packedHead: PackedLayer
  /// All items' parts, in panels.
  private let panels: SharedBuffer<Float>

  /// The width of the first hidden layer.
  var width: Int { itemParts.columns }

  /// The layers of a network; nil when it has none.
  init?(_ network: CollaborativeNetwork) {
    let shape = network.shape
    guard let first = network.layers.first else { return nil }
    let embedding = shape.embedding
    userWeight = first.weight.columns(0..<embedding)
    userRows = PackedItems(userWeight)
    var parts = Matrix(rows: network.items.rows, columns: first.weight.rows)
    PackedItems(first.weight.columns(embedding..<2 * embedding))
      .score(network.items.columns(shape.product..<shape.width), into: &parts)
    itemParts = parts
    biases = network.layers.map(\.bias)
    layers = network.layers.dropFirst().map { PackedLayer($0.weight) }
    head = Array(network.head[shape.product...])
    packedHead = PackedLayer(Matrix([head]))
    let (count, size) = ((parts.rows + Panel.width - 1) / Panel.width, Panel.width * parts.columns)
    panels = SharedBuffer(count: count * size) { target in
      for panel in 0..<count {
        let rows = panel * Panel.width..<min((panel + 1) * Panel.width, parts.rows)
        Self.pack(parts, rows.lazy.map { Int32($0) }, to: target.baseAddress! + panel * size)
      }
    }
  }

  /// Lays the parts of items, at most a panel's width, side by side.
  static func pack(
    _ parts: Matrix, _ rows: some Collection<Int32>, to panel: UnsafeMutablePointer<Float>
  ) {
    parts.withUnsafeBufferPointer { source in
      let vectors = rows.map { row in
        precondition(row >= 0 && row < parts.rows, "item \(row) of \(parts.rows)")
        return source.baseAddress.map { $0 + Int(row) * parts.columns }
      }
      needletail_pack(vectors, vectors.count, parts.columns, Panel.width, panel)
    }
  }

  /// The part of each user in the first layer, its bias included.
  ///
  /// - Parameter vectors: users × E.
  func userParts(_ vectors: Matrix) -> Matrix {
    var parts = Matrix(rows: vectors.rows, columns: width)
    userRows.score(vectors, into: &parts)
    parts.withUnsafeMutableBufferPointer { parts in
      for row in 0..<vectors.rows {
        for place in 0..<width { parts[row * width + place] += biases[0][place] }
      }
    }
    return parts
  }

  /// Adds the logits of items to scores.
  ///
  /// - Parameters:
  ///   - users: of `userParts`.
  ///   - rows: the items; nil for all.
  ///   - scores: users × items.
  func add(_ users: Matrix, rows: [Int32]?, to scores: inout Matrix) {
    let (columns, width) = (scores.columns, width)
    let widest = biases.map(\.count).max() ?? 0
    scores.withUnsafeMutableBufferPointer { scores in
      Self.withScratch((width + 2 * widest + 1) * Panel.width) { scratch in
        let (chosen, work) = (scratch, scratch + width * Panel.width)
        panels.withUnsafeBufferPointer { panels in
          users.withUnsafeBufferPointer { users in
            for first in stride(from: 0, to: columns, by: Panel.width) {
              let count = min(Panel.width, columns - first)
              var panel = panels.baseAddress! + (rows == nil ? first * width : 0)
              if let rows {
                Self.pack(itemParts, rows[first..<first + count], to: chosen)
                panel = UnsafePointer(chosen)
              }
              for user in 0..<scores.count / max(columns, 1) {
                let logits = logits(panel, users.baseAddress! + user * width, work, widest * Panel.width)
                let target = scores.baseAddress! + user * columns + first
                for item in 0..<count { target[item] += logits[item] }
              }
            }
          }
        }
      }
    }
  }

  /// The logits of a panel for a user, in the scratch memory.
  private func logits(
    _ panel: UnsafePointer<Float>, _ user: UnsafePointer<Float>, _ work: UnsafeMutablePointer<Float>,
    _ size: Int
  ) -> UnsafePointer<Float> {
    var (now, next) = (work, work + size)
    Panel.rectify(panel, plus: user, count: width, to: now)
    for (number, layer) in layers.enumerated() {
      layer.apply(now, to: next)
      biases[number + 1].withUnsafeBufferPointer {
        Panel.rectify(next, plus: $0.baseAddress!, count: layer.outputs, to: next)
      }
      swap(&now, &next)
    }
    let logits = work + 2 * size
    packedHead.apply(now, to: logits)
    return UnsafePointer(logits)
  }

  /// Calls the closure with memory for numbers, aligned for the kernels.
  static func withScratch(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    withUnsafeTemporaryAllocation(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64
    ) { body($0.bindMemory(to: Float.self).baseAddress!) }
  }
}
