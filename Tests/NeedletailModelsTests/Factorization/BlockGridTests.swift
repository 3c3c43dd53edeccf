import CKernels
import NeedletailMath
import NeedletailModels
import Synchronization
import TestSupport
import Testing

@Suite("Grids of blocks")
struct BlockGridTests {
  private static let matrix = CSRMatrix.histories(rows: 90, columns: 70, weighted: true)

  private static func entries(_ grid: BlockGrid, users: Int, items: Int) -> [[Float]] {
    let range = grid.runs(users: users, items: items)
    return grid.withEntries(ofUsers: users) { columns, values, runs in
      range.flatMap { index in
        let run = runs![index]
        return (Int(run.first)..<Int(run.last)).map { entry in
          [Float(run.user), Float(columns![entry]), values?[entry] ?? 1]
        }
      }
    }
  }

  @Test("every entry lies in one block, also after regrouping", arguments: [1, 2, 7, 16])
  func whole(_ groups: Int) {
    var grid = BlockGrid(
      Self.matrix, groups: groups, seed: 5, balancesItems: groups % 2 == 0, pool: WorkerPool(threads: 2))
    let expected = (0..<90).flatMap { row in
      Self.matrix.entries(ofRow: row).map { [Float(row), Float($0.column), $0.value] }
    }
    for turn in 0..<3 {
      let found = (0..<groups * groups).flatMap {
        Self.entries(grid, users: $0 / groups, items: $0 % groups)
      }
      #expect(found.sorted { $0.lexicographicallyPrecedes($1) } == expected)
      grid.regroup(seed: UInt64(turn))
    }
  }

  @Test("blocks of a round share neither users nor items, and a run has all of a user's entries in the block")
  func disjoint() {
    let grid = BlockGrid(
      Self.matrix, groups: 8, seed: 5, balancesItems: true, pool: WorkerPool(threads: 1))
    for round in 0..<8 {
      var users: [Set<Float>] = []
      var items: [Set<Float>] = []
      for group in 0..<8 {
        let entries = Self.entries(grid, users: group, items: (group + round) % 8)
        users.append(Set(entries.map { $0[0] }))
        items.append(Set(entries.map { $0[1] }))
        let runs = grid.runs(users: group, items: (group + round) % 8)
        #expect(runs.count == users[group].count)
      }
      for sets in [users, items] {
        #expect(sets.reduce(0) { $0 + $1.count } == sets.reduce(Set()) { $0.union($1) }.count)
      }
    }
  }

  @Test("every block is visited once, racy or not", arguments: [false, true])
  func visits(_ isRacy: Bool) throws {
    let grid = BlockGrid(
      Self.matrix, groups: 5, seed: 5, balancesItems: true, pool: WorkerPool(threads: 2))
    let visited = Mutex<[Int]>([])
    try grid.forEachBlock(rounds: [3, 0, 4, 1, 2], isRacy: isRacy, cancellation: nil) { users, items in
      visited.withLock { $0.append(users * 5 + items) }
    }
    #expect(visited.withLock { $0.sorted() } == Array(0..<25))
  }

  @Test("a matrix without entries has a grid too")
  func empty() {
    let matrix = CSRMatrix(columns: 0, rows: [[], []])
    let grid = BlockGrid(matrix, groups: 4, seed: 1, balancesItems: false, pool: WorkerPool(threads: 1))
    #expect(grid.runs(users: 3, items: 3).isEmpty)
  }
}
