import Synchronization

/// The distinct texts of one attribute, each with a number.
///
/// Numbers are only ever added, so all versions of a catalogue share one dictionary: a number means the same in
/// each, and adding a text copies nothing.
final class TextDictionary: Sendable {
  private struct State {
    var texts: [String] = []
    var codes: [String: Int32] = [:]
  }

  private let state = Mutex(State())

  /// How many texts there are.
  var count: Int { state.withLock(\.texts.count) }
  /// The texts by their numbers, at this moment.
  var texts: [String] { state.withLock(\.texts) }

  /// The number of a text, or nil.
  func code(of text: String) -> Int32? { state.withLock { $0.codes[text] } }

  /// The text of a number.
  func text(_ code: Int32) -> String { state.withLock { $0.texts[Int(code)] } }

  /// The number of a text, which is entered if it is new.
  func intern(_ text: String) -> Int32 {
    state.withLock { state in
      if let code = state.codes[text] { return code }
      let code = Int32(state.texts.count)
      state.texts.append(text)
      state.codes[text] = code
      return code
    }
  }
}
