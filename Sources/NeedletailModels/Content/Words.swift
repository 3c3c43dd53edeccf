/// The words of a text.
enum Words {
  /// Runs of letters and digits of any script in lower case, of two characters at least.
  ///
  /// Apostrophes and everything else separate: "Schindler's List (1993)" has the words schindler, list and 1993.
  static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    func close() {
      if word.count >= 2 { words.append(String(word)) }
      word.removeAll()
    }
    for scalar in text.lowercased().unicodeScalars {
      let properties = scalar.properties
      if properties.isAlphabetic || properties.numericType != nil
        || properties.generalCategory == .nonspacingMark
      {
        word.append(scalar)
      } else {
        close()
      }
    }
    close()
    return words
  }
}
