import FoundationEssentials
import Glibc
import NeedletailData
import NeedletailMath

/// The file that a search can be resumed from: lines of JSON, appended and synced one by one.
///
/// The header comes first, then a line a finished trial in the order of their numbers, last what the test part
/// said. A last line that was cut off by a crash is dropped. While a process writes a study, others are refused.
public final class StudyFile {
  /// The file.
  public let path: String
  /// The header that the file has; nil in a new file.
  public private(set) var header: StudyHeader?
  /// The trials that the file has.
  public private(set) var trials: [Trial] = []
  /// What the test part said, if it was read.
  public private(set) var test: TestReading?
  /// Bytes of a torn last line that were dropped.
  public private(set) var droppedBytes = 0

  private let descriptor: Int32

  /// Opens a study, or makes a new one.
  ///
  /// - Throws: `FileAccessError`; `DataError` with the line when the file is no study, or in use.
  public init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0o644)
    guard descriptor >= 0 else { throw FileAccessError(path: path, action: "open", errorNumber: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw DataError(file: path, "another process is writing this study")
    }
    do { try load() } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  private func load() throws {
    let bytes: [UInt8]
    do { bytes = [UInt8](try Data(contentsOf: URL(filePath: path))) } catch {
      throw DataError(file: path, "cannot be read: \(error)")
    }
    let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    for (index, line) in bytes[..<end].split(separator: UInt8(ascii: "\n")).enumerated() {
      try take(line, number: index + 1)
    }
    guard end < bytes.count else { return }
    if end == 0, !bytes.starts(with: Array(#"{"study":"#.utf8).prefix(bytes.count)) {
      throw DataError(file: path, line: 1, "expected a study's header, found something else")
    }
    droppedBytes = bytes.count - end
    guard ftruncate(descriptor, off_t(end)) == 0 else {
      throw FileAccessError(path: path, action: "truncate", errorNumber: errno)
    }
  }

  private func take(_ line: ArraySlice<UInt8>, number: Int) throws {
    func fault(_ message: String) -> DataError { DataError(file: path, line: number, message) }
    let parsed: StudyLine
    do { parsed = try JSONDecoder().decode(StudyLine.self, from: Data(line)) } catch {
      throw fault("expected a line of a study, found something else")
    }
    if let header = parsed.study {
      guard number == 1 else { throw fault("a second header") }
      self.header = header
    } else if header == nil {
      throw fault("expected a study's header, found something else")
    } else if test != nil {
      throw fault("a line after that of the test part")
    } else if let trial = parsed.trial {
      guard trial.number == trials.count else {
        throw fault("expected trial \(trials.count), found trial \(trial.number)")
      }
      trials.append(trial)
    } else if let test = parsed.test {
      self.test = test
    } else {
      throw fault("expected a trial, found nothing that is known")
    }
  }

  /// Writes the header of a new study, or checks that of an old one.
  ///
  /// - Throws: `DataError` that says what differs; `FileAccessError`.
  func begin(_ header: StudyHeader) throws {
    guard let known = self.header else {
      try append(StudyLine(study: header))
      self.header = header
      return
    }
    let differences = header.differences(from: known)
    guard differences.isEmpty else {
      throw DataError(
        file: path, line: 1, "this is another study: \(differences.joined(separator: "; "))")
    }
  }

  /// Appends a trial.
  func append(_ trial: Trial) throws {
    try append(StudyLine(trial: trial))
    trials.append(trial)
  }

  /// Appends what the test part said; nothing follows.
  func append(_ test: TestReading) throws {
    try append(StudyLine(test: test))
    self.test = test
  }

  private func append(_ line: StudyLine) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var bytes = [UInt8](try encoder.encode(line))
    bytes.append(UInt8(ascii: "\n"))
    var done = 0
    while done < bytes.count {
      let written = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        throw FileAccessError(path: path, action: "write", errorNumber: errno)
      }
      done += written
    }
    guard fsync(descriptor) == 0 else {
      throw FileAccessError(path: path, action: "sync", errorNumber: errno)
    }
  }
}
