/// The formats that can be read.
public enum DataFormat: String, Sendable, CaseIterable, Hashable {
  /// MovieLens: `u.data`, `ratings.dat` or `ratings.csv`, or a folder with one of them and its item and user
  /// tables.
  case movielens
  /// Fields between delimiters, with a header or `--columns`.
  case csv
  /// One JSON object a line.
  case jsonl
  /// RecBole: `.inter`, `.user`, `.item` with typed headers.
  case atomic
  /// A user and all its items per line.
  case lists
  /// A user and one item per line, in time order.
  case pairs
  /// The leave-one-out benchmark of the NCF paper: `.train.rating`, `.test.rating`, `.test.negative`.
  case ncf
  /// `user::item::rating::order::fold`.
  case folds
  /// libFM: `label index:value …`; the first feature is the user, the second the item.
  case libfm
  /// libSVM: the same lines.
  case libsvm
  /// A folder that `needletail import` wrote.
  case columnar

  /// What it is, in a line of help.
  public var summary: String {
    switch self {
    case .movielens: "MovieLens 100k, 1M, 10M, 20M, 32M: a file or the folder"
    case .csv: "delimited fields, with a header or --columns"
    case .jsonl: "one JSON object a line"
    case .atomic: "RecBole's .inter, .user, .item"
    case .lists: "a user and its items per line"
    case .pairs: "a user and an item per line, in time order"
    case .ncf: ".train.rating, .test.rating, .test.negative"
    case .folds: "user::item::rating::order::fold"
    case .libfm, .libsvm: "label index:value …; --columns says which features are user and item"
    case .columnar: "a folder written by import"
    }
  }
}
