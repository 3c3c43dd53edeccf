package import NeedletailData
package import NeedletailMath

extension FieldParameters {
  /// All logits: examples × outputs; 0 where sums of extreme numbers have none.
  package func logits(of examples: ExampleTable) -> Matrix {
    let outputs = network.outputs
    var logits = Matrix(rows: examples.count, columns: outputs)
    for start in stride(from: 0, to: examples.count, by: Self.block) {
      let found = self.logits(examples, start..<min(start + Self.block, examples.count))
      logits.withUnsafeMutableBufferPointer { target in
        for (place, logit) in found.enumerated() { target[start * outputs + place] = Self.finite(logit) }
      }
    }
    return logits
  }

  /// The logits of some examples, row-major.
  private func logits(_ examples: ExampleTable, _ range: Range<Int>) -> [Float] {
    let outputs = network.outputs
    let entries = FieldEntries(examples, range, layout)
    let (gathered, sums) = (gathered(entries), ShallowTerms.Sums())
    terms.sum(entries, gathered, into: sums, pool: WorkerPool(threads: 1))
    // What the tables and pairs say is the same for all classes.
    var shared = sums.base.array
    guard network.readsVectors else { return spread(shared) }
    let vectors = terms.fieldVectors(entries, gathered, sums).memory
    let x = filled(
      Matrix(
        rows: range.count, columns: network.fields * network.dimension, elements: SharedBuffer(vectors)),
      entries)
    pairs?.add(x, to: &shared)
    var logits = spread(shared)
    for tower in towers {
      tower.apply(x).withUnsafeBufferPointer { own in
        for place in 0..<range.count * outputs { logits[place] += own[place] }
      }
    }
    return logits
  }

  /// One number an example as the same for each of its logits, with their biases.
  private func spread(_ shared: [Float]) -> [Float] {
    shared.flatMap { number in (0..<network.outputs).map { number + bias[$0] } }
  }
}
