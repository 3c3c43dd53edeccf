import NeedletailMath

/// Divisions that came with the data or in files.
extension SplitSpecification {
  func given(_ data: DataSet) throws -> Split {
    guard let given = data.given, given.folds == 0 else {
      let found = data.given == nil ? "no division" : "folds: use given-folds"
      throw DataError(
        file: data.source, "'given' needs train and test files of the data's own; the data have \(found)")
    }
    var assignment = Assignment(data.log)
    given.parts.withUnsafeBufferPointer { parts in
      for (position, part) in parts.enumerated() {
        assignment.parts[position] = part == 0 ? .training : part == 1 ? .test : .validation
      }
    }
    return try asGiven(
      assignment, negatives: given.negatives,
      definition: "the training and test parts that came with the data")
  }

  func givenFolds(_ data: DataSet) throws -> [Split] {
    guard let given = data.given, given.folds > 0 else {
      throw DataError(file: data.source, "'given-folds' needs data with fold numbers; the data have none")
    }
    return try (1...given.folds).map { fold in
      var assignment = Assignment(data.log)
      given.parts.withUnsafeBufferPointer { parts in
        for (position, part) in parts.enumerated() where Int(part) == fold {
          assignment.parts[position] = .test
        }
      }
      return try asGiven(
        assignment, negatives: nil,
        definition: "fold \(fold) of the \(given.folds) folds that came with the data")
    }
  }

  /// Divides by files, read beforehand, for `files:TRAIN,TEST[,NEGATIVES]`.
  ///
  /// - Parameters:
  ///   - data: gives the vocabularies only; ids of the files that it does not hold are an error.
  ///   - training: the data of the training file.
  ///   - test: the data of the test file.
  ///   - negatives: the data of the file of negatives, each pair a user and an item; test items among them are
  ///     dropped.
  /// - Throws: `DataError` naming the first unknown id, or when a part is empty.
  public func split(
    _ data: DataSet, training: DataSet, test: DataSet, negatives: DataSet? = nil
  ) throws -> Split {
    let trainingLog = try training.translated(to: data)
    let testLog = try test.translated(to: data)
    for (part, source) in [(trainingLog, training.source), (testLog, test.source)] where part.count == 0 {
      throw DataError(file: source, "expected interactions, found none")
    }
    let leakage = Leakage(known: [trainingLog], test: testLog)
    var split = Split(
      training: trainingLog, test: testLog,
      definition: "training from \(training.source), test from \(test.source)",
      warnings: leakage.warnings(isRandom: false) + overlap(trainingLog, testLog))
    if let negatives {
      split.negatives = try negatives.translated(to: data).candidates(without: testLog)
      split.definition += ", ranked among the negatives of \(negatives.source)"
    }
    return split
  }

  private func asGiven(
    _ assignment: Assignment, negatives: [UserRow: [ItemRow]]?, definition: String
  ) throws -> Split {
    var split = try assignment.split(.test, definition: definition)
    split.negatives = negatives
    if negatives != nil { split.definition += ", ranked among the given negatives" }
    split.warnings += overlap(split.training, split.test)
    return split
  }

  /// A warning when test events repeat pairs of training.
  private func overlap(_ training: InteractionLog, _ test: InteractionLog) -> [String] {
    let known = Weighting.binary.matrix(of: training)
    var count = 0
    for position in 0..<test.count {
      let range = known.range(ofRow: Int(test.userRows[position]))
      if known.columnIndices.contains(test.itemRows[position], in: range) { count += 1 }
    }
    return count == 0
      ? [] : ["\(count) of \(test.count) test events repeat an item of the user's training history"]
  }
}

extension DataSet {
  /// The interactions with the row numbers of another data set's vocabularies.
  ///
  /// - Throws: `DataError` naming the first id that the other does not hold.
  fileprivate func translated(to other: DataSet) throws -> InteractionLog {
    func rows(_ own: Vocabulary, _ theirs: Vocabulary, _ kind: String) throws -> [Int32] {
      try (0..<own.count).map { row in
        guard let found = theirs.row(of: own.id(row)) else {
          throw DataError(file: source, "\(kind) '\(own.id(row))' does not occur in \(other.source)")
        }
        return Int32(found)
      }
    }
    let userMap = try rows(log.users, other.log.users, "user")
    let itemMap = try rows(log.items, other.log.items, "item")
    var result = log
    result.users = other.log.users
    result.items = other.log.items
    result.userRows = log.userRows.mapped { userMap[Int($0)] }
    result.itemRows = log.itemRows.mapped { itemMap[Int($0)] }
    return result
  }
}

extension InteractionLog {
  /// Each user's items, ascending, without those of a test part.
  fileprivate func candidates(without test: InteractionLog) -> [UserRow: [ItemRow]] {
    let pairs = Weighting.binary.matrix(of: self)
    let tested = Weighting.binary.matrix(of: test)
    var candidates: [UserRow: [ItemRow]] = [:]
    for user in 0..<users.count where pairs.count(ofRow: user) > 0 {
      let hidden = Set(tested.entries(ofRow: user).map(\.column))
      candidates[UserRow(user)] = pairs.entries(ofRow: user)
        .filter { !hidden.contains($0.column) }.map { ItemRow($0.column) }
    }
    return candidates
  }
}

extension SharedBuffer where Element == Int32 {
  /// The numbers after a function was applied to each.
  func mapped(_ transform: (Int32) -> Int32) -> SharedBuffer<Int32> {
    withUnsafeBufferPointer { source in
      SharedBuffer(count: source.count) { target in
        for index in source.indices { target[index] = transform(source[index]) }
      }
    }
  }

  /// Whether an ascending range holds a number.
  func contains(_ number: Int32, in range: Range<Int>) -> Bool {
    withUnsafeBufferPointer { numbers in
      var low = range.lowerBound
      var high = range.upperBound
      while low < high {
        let middle = (low + high) / 2
        if numbers[middle] < number { low = middle + 1 } else { high = middle }
      }
      return low < range.upperBound && numbers[low] == number
    }
  }
}
