import NeedletailCore
import NeedletailData
import NeedletailEvaluation
import NeedletailMath
import Testing

@Suite("A reader that knows no future")
struct StreamReaderTests {
  /// Ten examples an hour from an hour's start on, every sixth minute.
  private func examples(_ hours: Int) -> ExampleSet {
    let count = hours * 10
    let times = (0..<count).map { Int64($0) * 360_000 }
    return ExampleSet(
      source: "s", format: "test", labels: SharedBuffer((0..<count).map { Float($0 % 2) }),
      fields: [
        .init(
          .init(name: "ad", type: .item),
          .categorical(
            names: Vocabulary((0..<5).map { "\($0)" }),
            rows: SharedBuffer((0..<count).map { Int32(min($0 / 20, 4)) })))
      ], times: SharedBuffer(times))
  }

  @Test(
    "what is known ends before the window, less the delay", arguments: [0, 360_000, 1_800_000, 7_200_000])
  func known(_ delay: Int64) throws {
    let set = examples(6)
    var reader = try StreamReader(set, size: .time(3_600_000), delay: delay, heldShare: 0)
    #expect(reader.windowCount == 6)
    for window in 0..<6 {
      reader.advance(to: window)
      let expected = (0..<set.count).filter { set.times![$0] < Int64(window) * 3_600_000 - delay }.count
      #expect(reader.knownCount == expected)
      let known = try reader.known(Array(0..<expected))
      #expect(known.count == expected && known.times?.array.allSatisfy { $0 < reader.now - delay } ?? true)
      for position in [expected, set.count - 1] {
        #expect(throws: EvaluationError.self) { try reader.known([position]) }
      }
      #expect(reader.questions().labels.array == [Float](repeating: 0, count: 10))
    }
  }

  @Test("examples out of order are put into it; windows without examples are none")
  func order() throws {
    let set = examples(4).selecting(Array((0..<40).reversed()).filter { $0 / 10 != 2 })
    let reader = try StreamReader(set, size: .time(3_600_000), heldShare: 0)
    #expect(reader.windowCount == 3)
    #expect((0..<3).map { reader.start(ofWindow: $0) } == [0, 3_600_000, 10_800_000])
    #expect(try StreamReader(set, size: .examples(7), heldShare: 0).windowCount == 5)
  }

  @Test("held examples are never trained on, and are looked back at")
  func held() throws {
    var reader = try StreamReader(examples(40), size: .time(3_600_000), heldShare: 0.3, seed: 4)
    reader.advance(to: 39)
    let trainable = Set(reader.trainable(0..<390))
    var held = 0
    for window in 0..<39 {
      let set = try reader.held(ofWindow: window)
      held += set.count
      let times = Set(set.times!.array)
      #expect(trainable.allSatisfy { !times.contains(Int64($0) * 360_000) })
    }
    #expect(held + trainable.count == 390 && (60...180).contains(held))
  }

  @Test("sizes are read; mistakes, missing moments and too few windows are refused")
  func refusals() throws {
    #expect(try WindowSize(parsing: "2h") == .time(7_200_000))
    #expect(try WindowSize(parsing: "500") == .examples(500))
    #expect(WindowSize.time(86_400_000).description == "1d")
    for text in ["", "h", "0", "-3", "2y", "0h"] {
      #expect(throws: EvaluationError.self) { try WindowSize(parsing: text) }
    }
    var set = examples(2)
    #expect(throws: EvaluationError.self) { try StreamReader(set, size: .time(86_400_000)) }
    set.times = nil
    #expect(throws: EvaluationError.self) { try StreamReader(set, size: .time(3_600_000)) }
  }
}
