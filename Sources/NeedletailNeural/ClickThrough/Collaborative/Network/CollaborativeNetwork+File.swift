import NeedletailCore
import NeedletailMath

extension CollaborativeNetwork {
  /// Adds vectors, layers and head.
  func write(to file: inout ModelWriter) {
    file.add("users", users)
    file.add("items", items)
    for (number, layer) in layers.enumerated() {
      file.add("layers.\(number).weight", layer.weight)
      file.add("layers.\(number).bias", .floats(SharedBuffer(layer.bias), shape: [layer.bias.count]))
    }
    file.add("head.weight", .floats(SharedBuffer(head), shape: [head.count]))
    file.add("head.bias", .floats(SharedBuffer([bias]), shape: [1]))
  }

  /// Reads what `write(to:)` wrote.
  ///
  /// - Throws: `ModelFileError` for a tensor of another shape.
  init(reading file: any ModelReader, shape: CollaborativeShape) throws {
    self.shape = shape
    users = try file.matrix("users", rows: file.userCount, columns: shape.width)
    items = try file.matrix("items", rows: file.itemCount, columns: shape.width)
    layers = try shape.layers.enumerated().map { number, size in
      DenseLayer(
        weight: try file.matrix("layers.\(number).weight", rows: size.outputs, columns: size.inputs),
        bias: try file.floats("layers.\(number).bias", shape: [size.outputs]).array)
    }
    head = try file.floats("head.weight", shape: [shape.head]).array
    bias = try file.floats("head.bias", shape: [1])[0]
  }
}
