public import NeedletailData
import NeedletailMath

/// What was relevant to whom, by external ids: TREC's judgements.
public struct Qrels: Sendable, Equatable {
  /// One judgement.
  public struct Judgement: Sendable, Equatable {
    /// The user's external id.
    public var user: String
    /// The item's external id.
    public var item: String
    /// How relevant; 0 and less mean not at all.
    public var grade: Float

    /// A judgement.
    public init(user: String, item: String, grade: Float = 1) {
      self.user = user
      self.item = item
      self.grade = grade
    }
  }

  /// The judgements in the order of their source.
  public var judgements: [Judgement]

  /// Judgements of anybody's making.
  public init(_ judgements: [Judgement]) { self.judgements = judgements }

  /// Every interaction of a log as a judgement; its value is the grade.
  public init(_ log: InteractionLog) {
    judgements = (0..<log.count).map { position in
      Judgement(
        user: log.users.id(Int(log.userRows[position])), item: log.items.id(Int(log.itemRows[position])),
        grade: log.values?[position] ?? 1)
    }
  }

  /// Judgements in the form of TREC: lines of `user 0 item grade`.
  ///
  /// - Throws: `DataError` for a line of other fields, a grade that is no finite number, a pair that was judged
  ///   before, and a file without lines.
  public init(trec bytes: [UInt8], file: String? = nil) throws(DataError) {
    var lines = TextLines(bytes)
    var judgements: [Judgement] = []
    var lineOf: [String: [String: Int]] = [:]
    while let line = lines.next() {
      let number = lines.number
      let fields = try TextLines.fields(
        line, expected: "user 0 item grade", count: 4, file: file, number: number)
      guard let grade = Float(fields[3]), grade.isFinite else {
        throw DataError(file: file, line: number, "expected a number in field 4, found '\(fields[3])'")
      }
      if let before = lineOf[fields[0], default: [:]].updateValue(number, forKey: fields[2]) {
        throw DataError(
          file: file, line: number,
          "item '\(fields[2])' was judged for '\(fields[0])' already (line \(before))")
      }
      judgements.append(Judgement(user: fields[0], item: fields[2], grade: grade))
    }
    guard !judgements.isEmpty else {
      throw DataError(file: file, "expected judgements of lines 'user 0 item grade', found no lines")
    }
    self.judgements = judgements
  }

  /// Judgements from a file in the form of TREC.
  ///
  /// - Throws: `FileAccessError` when the file cannot be read, else as `init(trec:file:)`.
  public init(contentsOf path: String) throws {
    let file = try MappedFile(path: path)
    try self.init(trec: file.copyBytes(in: 0..<file.count), file: path)
  }
}
