import NeedletailData
import NeedletailMath

extension WindowSize {
  /// The first position of each window, and the end of the last.
  ///
  /// Windows by time begin at whole multiples of their length since 1970; those without examples are none.
  /// - Parameter times: ascending, in milliseconds.
  func starts(_ times: SharedBuffer<Int64>) -> [Int] {
    switch self {
    case .examples(let count): return Array(stride(from: 0, to: times.count, by: count)) + [times.count]
    case .time(let length):
      var starts: [Int] = []
      var last = Int64.min
      for position in 0..<times.count {
        let time = times[position]
        let number = time >= 0 ? time / length : (time - length + 1) / length
        if number != last { starts.append(position) }
        last = number
      }
      return starts + [times.count]
    }
  }
}

extension ExampleSet {
  /// The examples in the order of time, those of one moment in the order that they have.
  var inOrderOfTime: ExampleSet {
    guard let times else { return self }
    let isOrdered = times.withUnsafeBufferPointer { zip($0, $0.dropFirst()).allSatisfy { $0 <= $1 } }
    guard !isOrdered else { return self }
    return selecting((0..<count).sorted { (times[$0], $0) < (times[$1], $1) })
  }
}
