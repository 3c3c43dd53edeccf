import NeedletailMath

/// The part of every interaction of a log, and the split that it makes.
struct Assignment {
  let log: InteractionLog
  var parts: [Part]

  /// All interactions in the training part.
  init(_ log: InteractionLog) {
    self.log = log
    parts = [Part](repeating: .training, count: log.count)
  }

  /// The interactions of a part.
  func log(_ part: Part) -> InteractionLog {
    log.selecting(parts.indices.filter { parts[$0] == part })
  }

  /// The split of these parts.
  ///
  /// - Parameters:
  ///   - held: the part that was to be filled, `.test` or `.validation`.
  ///   - definition: what was done.
  ///   - isRandom: whether chance and not time decided.
  /// - Throws: `DataError` when nothing is left to learn from or nothing is held out.
  func split(_ held: Part, definition: String, isRandom: Bool = false) throws -> Split {
    let training = log(.training)
    let foldIn = parts.contains(.foldIn) ? log(.foldIn) : nil
    let test = log(.test)
    let validation = parts.contains(.validation) ? log(.validation) : nil
    guard training.count > 0 else {
      throw DataError("the split '\(definition)' leaves no training interactions of \(log.count)")
    }
    guard (held == .test ? test.count : validation?.count ?? 0) > 0 else {
      throw DataError("the split '\(definition)' holds out none of \(log.count) interactions")
    }
    var result = Split(
      training: training, foldIn: foldIn, test: test, validation: validation,
      validationFoldIn: parts.contains(.validationFoldIn) ? log(.validationFoldIn) : nil,
      definition: definition)
    let leakage = Leakage(
      known: foldIn.map { [training, $0] } ?? [training], test: held == .test ? test : validation ?? test)
    result.warnings = leakage.warnings(isRandom: isRandom)
    return result
  }
}

/// What a test part betrays: events that come before what models learn from.
struct Leakage {
  /// Test events earlier than some known event of the same user.
  private(set) var events = 0
  /// The users of those events.
  private(set) var users = 0
  /// All test events.
  let total: Int
  /// Test users without any known event.
  private(set) var strangers = 0

  /// Compares a test part with the parts that are known when it is predicted.
  ///
  /// - Complexity: O(n).
  init(known: [InteractionLog], test: InteractionLog) {
    total = test.count
    var latest = [Int64](repeating: .min, count: test.users.count)
    var seen = [Bool](repeating: false, count: test.users.count)
    for log in known {
      log.userRows.withUnsafeBufferPointer { users in
        for user in users { seen[Int(user)] = true }
        log.times?.withUnsafeBufferPointer { times in
          for (user, time) in zip(users, times) { latest[Int(user)] = max(latest[Int(user)], time) }
        }
      }
    }
    var hit = [Bool](repeating: false, count: test.users.count)
    var unknown = [Bool](repeating: false, count: test.users.count)
    test.userRows.withUnsafeBufferPointer { users in
      for user in users where !seen[Int(user)] { unknown[Int(user)] = true }
      test.times?.withUnsafeBufferPointer { times in
        for (user, time) in zip(users, times) where time < latest[Int(user)] {
          events += 1
          hit[Int(user)] = true
        }
      }
    }
    users = hit.count { $0 }
    strangers = unknown.count { $0 }
  }

  /// The findings in words.
  func warnings(isRandom: Bool) -> [String] {
    var warnings: [String] = []
    if events > 0 {
      let why = isRandom ? "a random split of timed data leaks the future: " : ""
      warnings.append(
        "\(why)\(events) of \(total) test events precede training events of the same user (\(users) users)")
    }
    if strangers > 0 {
      warnings.append("\(strangers) test users have no history and are judged as strangers")
    }
    return warnings
  }
}
