import CKernels
import NeedletailMath
import Testing

/// The kernels of coordinate descent beside plain versions.
@Suite("Coordinate kernels")
struct CoordinateKernelTests {
  @Test("a sweep is the plain one, bit by bit", arguments: [1, 7, 16, 33, 100], [true, false])
  func descend(width: Int, nonNegative: Bool) {
    let stride = (width + 15) / 16 * 16
    var random = RandomStream(seed: 4, stream: UInt64(width))
    var gram = [Float](repeating: 0, count: width * stride)
    for row in 0..<width {
      for column in 0...row {
        let value = row == column ? 3 : Float(random.uniform()) - 0.4
        gram[row * stride + column] = value
        gram[column * stride + row] = value
      }
    }
    let start = (0..<width).map { _ in Float(random.uniform()) * 4 - 1 }
    for items in [nil, (0..<width).filter { $0 % 3 != 1 }.map { Int32($0) }] {
      var net = needletail_net(l1: 0.2, l2: 1, least: 0.01, non_negative: nonNegative ? 1 : 0)
      var (weights, residual) = ([Float](repeating: 0, count: width), start)
      var (plainWeights, plainResidual) = (weights, residual)
      for _ in 0..<3 {
        let largest = needletail_descend(
          gram, stride, width, items, items?.count ?? width, &net, &weights, &residual)
        var plainLargest: Float = 0
        for item in items?.map({ Int($0) }) ?? Array(0..<width) {
          let own = gram[item * stride + item]
          let rest = plainResidual[item] + own * plainWeights[item]
          let weight = Self.shrink(rest, own + net.l2, net)
          let change = weight - plainWeights[item]
          guard change != 0, abs(change) > net.least else { continue }
          plainWeights[item] = weight
          for column in 0..<width { plainResidual[column] -= change * gram[item * stride + column] }
          plainLargest = max(plainLargest, abs(change))
        }
        #expect(largest == plainLargest && weights == plainWeights && residual == plainResidual)
      }
    }
  }

  @Test("a sweep over sparse columns is the plain one", arguments: [true, false], [true, false])
  func descendSparse(weighted: Bool, nonNegative: Bool) {
    let (users, items) = (50, 30)
    var random = RandomStream(seed: 5)
    let columns = CSRMatrix(
      columns: users,
      rows: (0..<items).map { item in
        (0..<users).filter { _ in random.uniform() < Double(item) / 40 }.map {
          (column: $0, value: weighted ? Float(random.uniform()) + 0.5 : 1)
        }
      })
    #expect((columns.values != nil) == weighted)
    let target = (0..<users).map { _ in Float(random.index(below: 2)) }
    let squares = (0..<items).map { columns.entries(ofRow: $0).reduce(Float(0)) { $0 + $1.value * $1.value } }
    var net = needletail_net(l1: 0.3, l2: 2, least: 0, non_negative: nonNegative ? 1 : 0)
    let chosen = (0..<items).filter { $0 % 4 != 2 }.map { Int32($0) }
    var (weights, residual) = ([Float](repeating: 0, count: items), target)
    var (plainWeights, plainResidual) = ([Double](repeating: 0, count: items), target.map { Double($0) })
    for _ in 0..<4 {
      let largest = columns.withPointers { offsets, rows, values in
        needletail_descend_sparse(
          offsets, rows, values, squares, chosen, chosen.count, &net, &weights, &residual)
      }
      var plainLargest = 0.0
      for item in chosen.map({ Int($0) }) {
        let (entries, own, old) = (columns.entries(ofRow: item), Double(squares[item]), plainWeights[item])
        let slope = entries.reduce(0.0) { $0 + Double($1.value) * plainResidual[$1.column] }
        let rest = slope + own * old
        let shrunk = rest > 0.3 ? rest - 0.3 : rest < -0.3 && !nonNegative ? rest + 0.3 : 0
        plainWeights[item] = shrunk / (own + 2)
        let change = plainWeights[item] - old
        for (user, value) in entries { plainResidual[user] -= change * Double(value) }
        plainLargest = max(plainLargest, abs(change))
      }
      #expect(abs(Double(largest) - plainLargest) < 1e-5)
      #expect(zip(weights, plainWeights).allSatisfy { abs(Double($0) - $1) < 1e-5 })
      #expect(zip(residual, plainResidual).allSatisfy { abs(Double($0) - $1) < 1e-5 })
    }
  }

  @Test("a block is gathered")
  func gather() {
    let matrix = (0..<20 * 24).map { Float($0) }
    let items: [Int32] = [0, 3, 4, 11, 19]
    var block = [Float](repeating: -1, count: 5 * 16)
    needletail_gather_block(matrix, 24, items, 5, &block, 16)
    for row in 0..<5 {
      for column in 0..<16 {
        let expected = column < 5 ? matrix[Int(items[row]) * 24 + Int(items[column])] : -1
        #expect(block[row * 16 + column] == expected)
      }
    }
  }

  private static func shrink(_ rest: Float, _ denominator: Float, _ net: needletail_net) -> Float {
    if rest > net.l1 { return (rest - net.l1) / denominator }
    return rest < -net.l1 && net.non_negative == 0 ? (rest + net.l1) / denominator : 0
  }
}

extension CSRMatrix {
  fileprivate func withPointers(
    _ body: (UnsafePointer<Int64>, UnsafePointer<Int32>, UnsafePointer<Float>?) -> Float
  ) -> Float {
    rowOffsets.withUnsafeBufferPointer { offsets in
      columnIndices.withUnsafeBufferPointer { columns in
        guard let values else { return body(offsets.baseAddress!, columns.baseAddress!, nil) }
        return values.withUnsafeBufferPointer {
          body(offsets.baseAddress!, columns.baseAddress!, $0.baseAddress)
        }
      }
    }
  }
}
