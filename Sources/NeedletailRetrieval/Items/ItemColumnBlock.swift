/// The values of one attribute for a run of neighbouring rows.
///
/// A catalogue changes one item at a time, and every change makes a new value: only the block of the row is copied,
/// all others are shared.
enum ItemColumnBlock: Sendable {
  /// Nothing is known of any row.
  case empty
  /// Numbers, NaN where unknown.
  case numbers([Double])
  /// 0, 1, or 2 where unknown.
  case truths([UInt8])
  /// Numbers of texts, -1 where unknown.
  case texts([Int32])
  /// Numbers of texts, for each row those from one offset to the next.
  case lists(offsets: [Int32], codes: [Int32])

  /// How many rows a block has, all the same; rows behind the last item are unknown.
  static let rows = 1_024

  /// One value in its stored form.
  enum Cell: Equatable {
    /// Nothing known.
    case unknown
    /// A finite number.
    case number(Double)
    /// True or false.
    case truth(Bool)
    /// The number of a text.
    case text(Int32)
    /// Numbers of texts, at least one.
    case list([Int32])
  }

  /// The value of a row, from 0 within the block.
  subscript(row: Int) -> Cell {
    switch self {
    case .empty: .unknown
    case .numbers(let values): values[row].isNaN ? .unknown : .number(values[row])
    case .truths(let values): values[row] > 1 ? .unknown : .truth(values[row] == 1)
    case .texts(let codes): codes[row] < 0 ? .unknown : .text(codes[row])
    case .lists(let offsets, let codes):
      offsets[row] == offsets[row + 1]
        ? .unknown : .list(Array(codes[Int(offsets[row])..<Int(offsets[row + 1])]))
    }
  }

  /// Changes the value of a row.
  ///
  /// - Precondition: the cell is of the block's kind; a block of texts becomes one of lists when a list comes.
  mutating func set(_ row: Int, to cell: Cell) {
    if case .empty = self {
      guard cell != .unknown else { return }
      self = Self.unknown(like: cell)
    }
    // Taking the values out of the block first leaves them with one owner, so that they change in place.
    let values = self
    self = .empty
    self = values.replacing(row, with: cell)
  }

  private static func unknown(like cell: Cell) -> ItemColumnBlock {
    switch cell {
    case .unknown: .empty
    case .number: .numbers([Double](repeating: .nan, count: rows))
    case .truth: .truths([UInt8](repeating: 2, count: rows))
    case .text: .texts([Int32](repeating: -1, count: rows))
    case .list: .lists(offsets: [Int32](repeating: 0, count: rows + 1), codes: [])
    }
  }

  private consuming func replacing(_ row: Int, with cell: Cell) -> ItemColumnBlock {
    switch consume self {
    case .empty: return .empty
    case .numbers(var values):
      if case .number(let number) = cell { values[row] = number } else { values[row] = .nan }
      return .numbers(values)
    case .truths(var values):
      if case .truth(let truth) = cell { values[row] = truth ? 1 : 0 } else { values[row] = 2 }
      return .truths(values)
    case .texts(var codes):
      switch cell {
      case .text(let code): codes[row] = code
      case .list(let list) where list.count == 1: codes[row] = list[0]
      case .list:
        return Self.lists(of: codes).replacing(row, with: cell)
      default: codes[row] = -1
      }
      return .texts(codes)
    case .lists(var offsets, var codes):
      let list: [Int32] =
        switch cell {
        case .list(let list): list
        case .text(let code): [code]
        default: []
        }
      let range = Int(offsets[row])..<Int(offsets[row + 1])
      codes.replaceSubrange(range, with: list)
      let growth = Int32(list.count - range.count)
      if growth != 0 { for next in row + 1..<offsets.count { offsets[next] += growth } }
      return .lists(offsets: offsets, codes: codes)
    }
  }

  /// Lists of one text each.
  private static func lists(of codes: [Int32]) -> ItemColumnBlock {
    var offsets: [Int32] = [0]
    var listed: [Int32] = []
    offsets.reserveCapacity(rows + 1)
    for code in codes {
      if code >= 0 { listed.append(code) }
      offsets.append(Int32(listed.count))
    }
    return .lists(offsets: offsets, codes: listed)
  }

  /// The numbers of all texts, in no order.
  var codes: [Int32] {
    switch self {
    case .texts(let codes): codes.filter { $0 >= 0 }
    case .lists(_, let codes): codes
    default: []
    }
  }

  /// The block with other numbers for its texts.
  func renumbered(_ new: [Int32]) -> ItemColumnBlock {
    switch self {
    case .texts(let codes): .texts(codes.map { $0 < 0 ? -1 : new[Int($0)] })
    case .lists(let offsets, let codes): .lists(offsets: offsets, codes: codes.map { new[Int($0)] })
    default: self
    }
  }
}
