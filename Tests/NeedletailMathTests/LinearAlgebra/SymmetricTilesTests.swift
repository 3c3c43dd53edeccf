import NeedletailMath
import Synchronization
import TestSupport
import Testing

@Suite("Symmetric tiles")
struct SymmetricTilesTests {
  private static let orders = [0, 1, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65]
  private let pool = WorkerPool(threads: 2)

  @Test("the Gram matrix agrees with doubles, with and without weights", arguments: orders)
  func gram(order: Int) throws {
    for binary in [true, false] {
      let matrix = CSRMatrix.random(rows: 40, columns: order, density: 0.3, binary: binary, seed: 1)
      for weights in [nil, (0..<40).map { Float($0 % 3) }] {
        let tiles = try SymmetricTiles.gram(of: matrix, rowWeights: weights, edge: 16, pool: pool)
        let expected = LinearAlgebraOracle.gram(matrix.doubles, weights: weights?.map { Double($0) })
        expectClose(tiles.dense.doubles, expected, tolerance: 1e-5)
      }
    }
  }

  @Test("dense products agree with doubles", arguments: orders)
  func addGram(order: Int) throws {
    let matrix = Matrix.uniform(rows: 21, columns: order, seed: 2)
    var tiles = SymmetricTiles(order: order, edge: 16)
    tiles.addToDiagonal(2)
    tiles.addGram(of: matrix, scale: 0.5, pool: pool)
    var expected = LinearAlgebraOracle.gram(matrix.doubles)
    for i in 0..<order {
      for j in 0..<order { expected[i][j] = expected[i][j] / 2 + (i == j ? 2 : 0) }
    }
    expectClose(tiles.dense.doubles, expected, tolerance: 1e-5)
    #expect(tiles.diagonal == (0..<order).map { tiles[$0, $0] })
  }

  @Test("the inverse agrees with Gauss and Jordan in doubles", arguments: orders)
  func inverse(order: Int) throws {
    let source = positiveDefinite(order, edge: 16)
    var tiles = source
    try tiles.invert(pool: pool)
    expectClose(tiles.dense.doubles, LinearAlgebraOracle.inverse(source.dense.doubles), tolerance: 1e-4)
    // Diagonal tiles are complete and symmetric.
    for strip in 0..<tiles.stripCount {
      let rows = tiles.rows(ofStrip: strip)
      for row in rows {
        for column in rows {
          let place = tiles.offset(ofStrip: strip) + (row - rows.lowerBound) * tiles.stride(ofStrip: strip)
          #expect(tiles.elements[place + column] == tiles[row, column])
        }
      }
    }
  }

  @Test("the factor times its transpose is the matrix", arguments: orders)
  func factor(order: Int) throws {
    let source = positiveDefinite(order, edge: 16)
    var tiles = source
    try tiles.factorise(pool: pool)
    let lower = (0..<order).map { row in (0..<order).map { $0 <= row ? Double(tiles[row, $0]) : 0 } }
    let upper = (0..<order).map { row in (0..<order).map { lower[$0][row] } }
    expectClose(LinearAlgebraOracle.product(lower, upper), source.dense.doubles, tolerance: 1e-4)
  }

  @Test("one, two and five threads give the same bits")
  func threads() throws {
    let matrix = CSRMatrix.random(rows: 200, columns: 333, density: 0.1, binary: false, seed: 3)
    let results = try [1, 2, 5].map { threads in
      let pool = WorkerPool(threads: threads)
      var tiles = try SymmetricTiles.gram(of: matrix, edge: 32, pool: pool)
      tiles.addToDiagonal(1.5)
      try tiles.invert(pool: pool)
      return tiles.elements.array.map(\.bitPattern)
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  @Test("a matrix that is not positive definite is refused, naming the row", arguments: [1, 2])
  func indefinite(threads: Int) {
    var tiles = SymmetricTiles(order: 100, edge: 16)
    tiles.addToDiagonal((0..<100).map { $0 == 70 ? -1 : 1 })
    #expect(throws: NotPositiveDefiniteError(row: 70)) {
      try tiles.invert(pool: WorkerPool(threads: threads))
    }
    #expect("\(NotPositiveDefiniteError(row: 70))" == "the matrix is not positive definite (row 70)")
  }

  @Test("a cancelled inversion stops, on every thread", arguments: [1, 2])
  func cancellation(threads: Int) {
    var tiles = positiveDefinite(100, edge: 8)
    let cancellation = Cancellation()
    #expect(throws: CancelledError.self) {
      try tiles.invert(pool: WorkerPool(threads: threads), cancellation: cancellation) { completed, _ in
        if completed == 30 { cancellation.cancel() }
      }
    }
  }

  @Test("progress ends at its total")
  func progress() throws {
    var tiles = positiveDefinite(64, edge: 16)
    let greatest = Mutex(0)
    try tiles.invert(pool: pool) { completed, total in
      #expect(completed <= total)
      greatest.withLock { $0 = max($0, completed * 100 / total) }
    }
    #expect(greatest.withLock { $0 } == 100)
  }

  private func positiveDefinite(_ order: Int, edge: Int) -> SymmetricTiles {
    var tiles = SymmetricTiles(order: order, edge: edge)
    tiles.addGram(of: .uniform(rows: order + 5, columns: order, seed: 4), pool: pool)
    tiles.addToDiagonal(1)
    return tiles
  }

  private func expectClose(_ actual: [[Double]], _ expected: [[Double]], tolerance: Double) {
    #expect(actual.count == expected.count)
    let scale = expected.joined().map(abs).max() ?? 1
    let error = zip(actual.joined(), expected.joined()).map { abs($0 - $1) }.max() ?? 0
    #expect(error <= tolerance * max(scale, 1))
  }
}
