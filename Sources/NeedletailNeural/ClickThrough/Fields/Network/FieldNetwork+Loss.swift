package import NeedletailTensor

extension FieldNetwork {
  /// The mean loss of examples: the logistic loss of one logit, −ln of the softmax at the label's class of several.
  ///
  /// - Parameters:
  ///   - logits: examples × outputs.
  ///   - labels: one an example: a number from 0 to 1, or the number of a class.
  ///   - weights: what the loss of each example is multiplied by; nil for 1.
  package func loss(_ logits: Tensor, labels: Tensor, weights: Tensor? = nil) -> Tensor {
    guard design.outputs > 1 else {
      return logits.squeezed(1).binaryCrossEntropy(targets: labels, weights: weights)
    }
    let classes = labels.to(.int64)
    guard let weights else { return logits.crossEntropy(targets: classes) }
    return -(logits.logSoftmax(1).gathering(classes.expanded(at: 1), along: 1).squeezed(1) * weights).mean()
  }
}
