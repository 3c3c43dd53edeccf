import NeedletailTensor

/// Gradients beside finite differences.
enum FiniteDifferences {
  /// The largest gap between the collected gradients of some leaves and the slopes of a loss, at a dozen places of each.
  ///
  /// - Parameter step: by which a number is moved to either side.
  static func largestGap(_ leaves: [Tensor], step: Float, loss: () -> Tensor) throws -> Double {
    var largest = 0.0
    for tensor in leaves {
      let gradient = try tensor.gradient!.elements(Float.self)
      let shape = tensor.shape
      let values = try tensor.detached().copied().elements(Float.self)
      for place in stride(from: 0, to: values.count, by: max(1, values.count / 12)) {
        func moved(_ step: Float) throws -> Double {
          var changed = values
          changed[place] += step
          withoutGradients { tensor.assign(Tensor(changed, shape: shape)) }
          return try loss().value()
        }
        let slope = (try moved(step) - moved(-step)) / Double(2 * step)
        withoutGradients { tensor.assign(Tensor(values, shape: shape)) }
        largest = max(largest, abs(slope - Double(gradient[place])))
      }
    }
    return largest
  }
}
