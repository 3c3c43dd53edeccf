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
  private let directory: String

  /// Makes and starts a server. A role `secretive` needs a password, all others need none.
  init() {
    let answers = Pipe()
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
    var line: [UInt8] = []
    while let byte = try? answers.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 {
      line.append(byte)
    }
    directory = String(decoding: line, as: UTF8.self)
    precondition(!directory.isEmpty, "the server did not start")
  }

  /// The address of a database.
  func url(user: String = "needletail", password: String? = nil, database: String = "postgres") -> String {
    "postgresql://\(user)\(password.map { ":\($0)" } ?? "")@/\(database)?host=\(directory)"
  }

  /// Stops the server at once, as if its machine had failed, or in order.
  func stop(_ mode: String = "immediate") { control("stop -m \(mode)") }

  /// Starts the server after `stop`.
  func start() { control("start") }

  /// Runs statements as the owner of everything.
  @discardableResult
  func sql(_ statements: String) -> String { control("sql", statements) }

  /// Asks the program of the server that is meant.
  @discardableResult
  private func control(_ words: String...) -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments =
      [directory + "/control", words[0]] + words.dropFirst()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      fatalError("cannot run \(words): \(error)")
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
    $as "$bin/initdb" -D "$directory/data" -U needletail -A trust -E UTF8 --locale=C --no-sync >/dev/null 2>&1
    echo "local all secretive scram-sha-256" > "$directory/hba"
    echo "local all all trust" >> "$directory/hba"
    cat > "$directory/control" <<END
    cd "$directory"
    case "\\$1" in
    sql) exec "$bin/psql" -h "$directory" -U needletail -d postgres -qAtX -c "\\$2" ;;
    start) exec $as "$bin/pg_ctl" -D "$directory/data" -w -t 30 -l "$directory/data/log" \
      -o "-c listen_addresses= -c unix_socket_directories=$directory -c hba_file=$directory/hba -c fsync=off -c max_connections=50" \
      start >/dev/null 2>&1 ;;
    *) exec $as "$bin/pg_ctl" -D "$directory/data" -w -t 30 \\$1 >/dev/null 2>&1 ;;
    esac
    END
    trap 'sh "$directory/control" "stop -m immediate"; rm -rf "$directory"' EXIT
    sh "$directory/control" start || exit 1
    echo "$directory"
    cat >/dev/null
    """
}
