import CKernels
import NeedletailMath

/// A matrix that maps vectors of items side by side: tiles of a few outputs, input by input, for the scoring kernel.
///
/// An output is the chain of fused multiply-adds over the inputs from the first upwards, for every item alike.
struct PackedLayer: Sendable {
  /// Numbers that a vector has after.
  let outputs: Int
  /// Numbers that a vector has before.
  let inputs: Int
  private let tiles: SharedBuffer<Float>

  /// Outputs of a tile.
  private static let height = Int(NEEDLETAIL_TILE)

  /// Packs a matrix of outputs × inputs.
  init(_ weight: Matrix) {
    (outputs, inputs) = (weight.rows, weight.columns)
    let (outputs, inputs) = (outputs, inputs)
    let count = (outputs + Self.height - 1) / Self.height
    tiles = SharedBuffer(count: count * Self.height * inputs) { target in
      weight.withUnsafeBufferPointer { source in
        for first in stride(from: 0, to: outputs, by: Self.height) {
          let rows = (first..<min(first + Self.height, outputs)).map { row in
            source.baseAddress.map { $0 + row * inputs }
          }
          needletail_pack(rows, rows.count, inputs, Self.height, target.baseAddress! + first * inputs)
        }
      }
    }
  }

  /// Maps a panel of inputs to one of outputs.
  func apply(_ panel: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>) {
    tiles.withUnsafeBufferPointer { tiles in
      for first in stride(from: 0, to: outputs, by: Self.height) {
        needletail_score(
          panel, tiles.baseAddress! + first * inputs, inputs, min(Self.height, outputs - first),
          target + first * Panel.width, Panel.width)
      }
    }
  }
}

/// Items side by side: coordinate by coordinate, this many.
enum Panel {
  /// Items of a panel.
  static let width = Int(NEEDLETAIL_PANEL)

  /// target = max(0, source + shift), coordinate by coordinate; both may be the same.
  static func rectify(
    _ source: UnsafePointer<Float>, plus shift: UnsafePointer<Float>, count: Int,
    to target: UnsafeMutablePointer<Float>
  ) {
    for coordinate in 0..<count {
      let shift = shift[coordinate]
      let start = coordinate * width
      for item in start..<start + width { target[item] = max(source[item] + shift, 0) }
    }
  }
}
