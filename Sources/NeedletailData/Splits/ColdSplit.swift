import NeedletailMath

/// The division by unseen items: `cold`.
extension SplitSpecification {
  /// All events of a share of the items are held out, and only these items are ranked.
  func cold(_ log: InteractionLog, items share: Double, seed: UInt64, into held: Part) throws -> Split {
    var counts = [Int](repeating: 0, count: log.items.count)
    log.itemRows.withUnsafeBufferPointer { for item in $0 { counts[Int(item)] += 1 } }
    let eligible = counts.indices.filter { counts[$0] > 0 }
    let seed = SplitPurpose.items.seed(seed, for: held)
    let keys = eligible.map { item in
      var stream = RandomStream(seed: seed, stream: UInt64(item))
      return stream.next()
    }
    let count = min(max(1, Int((share * Double(eligible.count)).rounded())), eligible.count)
    let flags = SmallestKeys.flags(keys, count: count)
    var isCold = [Bool](repeating: false, count: log.items.count)
    for (item, flag) in zip(eligible, flags) { isCold[item] = flag }
    var assignment = Assignment(log)
    for position in assignment.parts.indices where isCold[Int(log.itemRows[position])] {
      assignment.parts[position] = held
    }
    var split = try assignment.split(
      held, definition: "\(percent(share)) of the items with all their events, ranked among themselves",
      isRandom: true)
    let catalogue = isCold.indices.filter { isCold[$0] }.map { ItemRow($0) }
    if held == .validation { split.validationCatalogue = catalogue } else { split.catalogue = catalogue }
    return split
  }
}
