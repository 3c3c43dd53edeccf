import NeedletailMath
import NeedletailRetrieval
import Testing

@Suite struct ItemSetTests {
  @Test("agrees with a set of numbers", arguments: [0, 1, 63, 64, 65, 130, 1_000])
  func operations(count: Int) {
    var random = RandomStream(seed: UInt64(count))
    func draw() -> (ItemSet, Set<Int>) {
      var set = ItemSet(count: count)
      var oracle: Set<Int> = []
      for row in 0..<count where Bool.random(using: &random) {
        set[row] = true
        oracle.insert(row)
      }
      if count > 0 {
        set[0] = false
        oracle.remove(0)
      }
      return (set, oracle)
    }
    let (a, x) = draw()
    let (b, y) = draw()
    func expect(_ set: ItemSet, _ oracle: Set<Int>) {
      #expect(set.rows.map(Int.init) == oracle.sorted())
      #expect(set.memberCount == oracle.count)
      #expect(set.isEmpty == oracle.isEmpty)
      for row in 0..<set.count { #expect(set[row] == oracle.contains(row)) }
    }
    expect(a, x)
    var set = a
    set.formIntersection(b)
    expect(set, x.intersection(y))
    set = a
    set.formUnion(b)
    expect(set, x.union(y))
    set = a
    set.subtract(b)
    expect(set, x.subtracting(y))
    expect(a.complement, Set(0..<count).subtracting(x))
    #expect(a.complement.complement == a)
    expect(a.extended(to: count + 70), x)
    expect(ItemSet(count: count, isFull: true), Set(0..<count))
  }
}
