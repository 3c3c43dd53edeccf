import Foundation
import NeedletailStore
import TestSupport

/// A server of our own in a temporary directory, which is stopped and cleared away when this process ends, however
/// it ends: its keeper waits for the end of a pipe that only this process holds open.
final class PostgresCluster: Sendable {
  /// The server that tests share; each has schemas of its own.
  static let shared = PostgresCluster()

  /// The newest programs of a server on this machine.
  private static let programs: String? = {
    let root = "/usr/lib/postgresql"
    let versions = FileFixture.names(in: root).compactMap { Int($0) }.sorted(by: >)
    return versions.map { "\(root)/\($0)/bin" }.first { access("\($0)/initdb", X_OK) == 0 }
  }()

  /// Whether a server can be started here.
  static var isInstalled: Bool { programs != nil }
  /// What to say where none can.
  static let missing = "PostgreSQL is not installed; `make setup-postgres` does it"

  private let keeper = Process()
  private let life = Pipe()
  private let answers = Pipe()
  private let directory: String

  /// Makes and starts a server. A role `secretive` needs a password, all others need none.
  init() {
    keeper.executableURL = URL(filePath: "/bin/sh")
    keeper.arguments = ["-c", Self.script, "sh", Self.programs ?? ""]
    keeper.standardInput = life
    keeper.standardOutput = answers
    keeper.standardError = FileHandle.nullDevice
    do {
      try keeper.run()
    } catch {
      fatalError("cannot start a server: \(error)")
    }
    directory = Self.line(answers)
    precondition(!directory.isEmpty, "the server did not start")
  }

  /// The next line of an answer.
  private static func line(_ pipe: Pipe) -> String {
    var line: [UInt8] = []
    while let byte = try? pipe.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 {
      line.append(byte)
    }
    return String(decoding: line, as: UTF8.self)
  }

  /// The address of a database.
  func url(user: String = "needletail", password: String? = nil, database: String = "postgres") -> String {
    "postgresql://\(user)\(password.map { ":\($0)" } ?? "")@/\(database)?host=\(directory)"
  }

  /// Stops the server: `immediate` is as if its machine had failed, `fast` is in order.
  func stop(_ mode: String = "immediate") { control("-m \(mode) stop") }

  /// Starts the server after `stop`.
  func start() { control("start") }

  /// Has the keeper do it: a process that starts a server cannot be waited for as long as the server has its files.
  private func control(_ command: String) {
    life.fileHandleForWriting.write(Data("\(command)\n".utf8))
    let answer = Self.line(answers)
    precondition(answer == "0", "\(command) of the server failed")
  }

  /// Runs statements as the owner of everything, and returns the lines of their results.
  @discardableResult
  func sql(_ statements: String) -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "\(Self.programs ?? "")/psql")
    process.arguments = ["-h", directory, "-U", "needletail", "-d", "postgres", "-qAtX", "-c", statements]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      fatalError("cannot run psql: \(error)")
    }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static let script = """
    bin=$1
    directory=$(mktemp -d /tmp/needletail-postgres.XXXXXX)
    as=
    if [ "$(id -u)" = 0 ]; then
      chown postgres "$directory"
      as="setpriv --reuid postgres --regid postgres --clear-groups"
    fi
    cd "$directory"
    exec 3>&1 >/dev/null 2>&1
    options="-c listen_addresses= -c unix_socket_directories=$directory -c hba_file=$directory/hba -c fsync=off"
    control() { $as "$bin/pg_ctl" -D data -w -t 30 -l data/log -o "$options" "$@" 3>&-; }
    trap 'control -m immediate stop; rm -rf "$directory"' EXIT
    trap '' INT TERM
    $as "$bin/initdb" -D data -U needletail -A trust -E UTF8 --locale=C --no-sync
    printf 'local all secretive scram-sha-256\\nlocal all all trust\\n' > hba
    control start || exit 1
    echo "$directory" >&3
    while read -r command; do
      control $command
      echo $? >&3
    done
    """
}
