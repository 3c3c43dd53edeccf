struct JSONLinesGuess {
  let file: String
  let sample: TextSample
  let options: ReadOptions
  func parser() throws -> (any ChunkParser, InteractionLog.Clock) {
    throw DataError(file: file, "format jsonl is not read yet")
  }
}
