public import NeedletailData
public import NeedletailMath

/// What a model learns from.
public struct TrainingData: Sendable {
  /// The events.
  public let log: InteractionLog
  /// The weights of user-item pairs, users × items, by `weighting`.
  public let matrix: CSRMatrix
  /// How events became weights.
  public let weighting: Weighting
  /// Attributes of users, if any.
  public let userFeatures: FeatureTable?
  /// Attributes of items, if any.
  public let itemFeatures: FeatureTable?
  /// Labelled examples, if that is what there is to learn from; `log` then holds the positive ones.
  public let examples: TrainingExamples?

  /// Training data from a log.
  ///
  /// - Parameter pool: the threads that compute the weights; nil uses the calling thread.
  public init(
    log: InteractionLog, weighting: Weighting = .binary, userFeatures: FeatureTable? = nil,
    itemFeatures: FeatureTable? = nil, pool: WorkerPool? = nil
  ) {
    self.log = log
    self.weighting = weighting
    self.matrix = weighting.matrix(of: log, itemFeatures: itemFeatures, pool: pool)
    self.userFeatures = userFeatures
    self.itemFeatures = itemFeatures
    examples = nil
  }

  /// The same data with labelled examples.
  init(_ data: TrainingData, examples: TrainingExamples) {
    log = data.log
    matrix = data.matrix
    weighting = data.weighting
    userFeatures = data.userFeatures
    itemFeatures = data.itemFeatures
    self.examples = examples
  }

  /// Training data from a part of a data set, with the data set's attributes.
  ///
  /// - Parameters:
  ///   - log: events over the vocabularies of the data set; nil for all of them.
  ///   - pool: the threads that compute the weights; nil uses the calling thread.
  public init(
    _ data: DataSet, log: InteractionLog? = nil, weighting: Weighting = .binary, pool: WorkerPool? = nil
  ) {
    self.init(
      log: log ?? data.log, weighting: weighting, userFeatures: data.userFeatures,
      itemFeatures: data.itemFeatures, pool: pool)
  }

  /// The same attributes and weighting over other events of the same vocabularies.
  public func over(_ log: InteractionLog, pool: WorkerPool? = nil) -> TrainingData {
    TrainingData(
      log: log, weighting: weighting, userFeatures: userFeatures, itemFeatures: itemFeatures, pool: pool)
  }

  /// The profile of a training user.
  public func profile(of user: UserRow) -> Profile {
    matrix.profile(ofRow: user.index)
  }

  /// The fingerprint of each training user's profile: what a model with rows of users keeps, so that a row is
  /// used for the history that it was learnt from only.
  public func profileFingerprints(_ pool: WorkerPool) -> SharedBuffer<Int64> {
    let rows = matrix.rows
    return SharedBuffer(count: rows) { target in
      let target = SharedPointer(target)
      pool.forEach(count: (rows + 255) / 256) { chunk in
        for row in chunk * 256..<min((chunk + 1) * 256, rows) {
          target[row] = Int64(bitPattern: profile(of: UserRow(row)).fingerprint)
        }
      }
    }
  }

  /// The size of the data, for memory formulas.
  public var shape: DataShape {
    DataShape(users: matrix.rows, items: matrix.columns, interactions: matrix.count)
  }
}

/// The numbers that a model's memory depends on.
public struct DataShape: Sendable, Hashable {
  /// Users in the vocabulary.
  public var users: Int
  /// Items in the vocabulary.
  public var items: Int
  /// User-item pairs.
  public var interactions: Int

  /// A size of data.
  public init(users: Int, items: Int, interactions: Int) {
    self.users = users
    self.items = items
    self.interactions = interactions
  }
}
