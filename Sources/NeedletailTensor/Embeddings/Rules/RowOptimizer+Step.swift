import CKernels

extension RowOptimizer {
  /// The constants of an update for the kernels, except corrections and what is common to all rules.
  ///
  /// - Parameter rate: multiplies the learning rate.
  func kernelStep(rate: Float) -> needletail_embedding_step {
    var step = needletail_embedding_step()
    step.clip = .infinity
    switch self {
    case .sgd(let rule):
      step.rule = NEEDLETAIL_ROW_SGD
      step.rate = rule.learningRate * rate
    case .adaGrad(let rule):
      step.rule = rule.accumulator == .row ? NEEDLETAIL_ROW_ADAGRAD_MEAN : NEEDLETAIL_ROW_ADAGRAD
      step.rate = rule.learningRate * rate
      step.epsilon = rule.epsilon
    case .adam(let rule):
      step.rule = rule.correction == .row ? NEEDLETAIL_ROW_ADAM_COUNTED : NEEDLETAIL_ROW_ADAM
      step.rate = rule.learningRate * rate
      step.epsilon = rule.epsilon
      step.gain1 = 1 - rule.beta1
      step.gain2 = 1 - rule.beta2
    case .ftrl(let rule):
      step.rule = NEEDLETAIL_ROW_FTRL
      step.rate = 1 / rule.learningRate
      step.offset = rule.beta / rule.learningRate
      step.l1 = rule.l1
      step.proximal_l2 = rule.l2
    }
    return step
  }
}
