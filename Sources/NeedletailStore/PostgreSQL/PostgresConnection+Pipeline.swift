import CPostgreSQL

/// Statements that are sent without waiting for each other's end.
extension PostgresConnection {
  /// From here on, statements are sent by `send` and waited for by `finish` only.
  func beginPipeline() throws {
    guard PQenterPipelineMode(handle) == 1 else { throw PostgresFault(lost: handle, address: address) }
  }

  /// Sends a statement.
  func send(_ sql: String) throws { try sent(PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 1)) }

  /// Sends a prepared statement with its values.
  func send(_ statement: PostgresStatement, _ parameters: [PostgresParameter]) throws {
    try sent(
      parameters.withPointers { _, values, lengths, formats in
        PQsendQueryPrepared(
          handle, statement.name, Int32(parameters.count), values, lengths, formats, 1)
      })
  }

  private func sent(_ outcome: Int32) throws {
    guard outcome == 1 else { throw PostgresFault(lost: handle, address: address) }
    outstanding += 1
  }

  /// Waits for all that was sent, and returns what each statement gave.
  ///
  /// - Throws: the first fault. The statements after it did nothing.
  func finish() throws -> [PostgresRows] {
    guard PQpipelineSync(handle) == 1 else { throw PostgresFault(lost: handle, address: address) }
    outstanding = 0
    var rows: [PostgresRows] = []
    var fault: PostgresFault?
    var hasEnded = false
    while true {
      guard let result = PQgetResult(handle) else {
        // One null pointer ends a statement; another one means that nothing more will come.
        guard !hasEnded, isAlive else {
          throw PostgresFault(
            state: "", message: fault?.message ?? PostgresFault(lost: handle, address: address).message,
            isLost: true)
        }
        hasEnded = true
        continue
      }
      hasEnded = false
      switch PQresultStatus(result) {
      case PGRES_PIPELINE_SYNC:
        PQclear(result)
        if let fault { throw fault }
        return rows
      case PGRES_TUPLES_OK, PGRES_COMMAND_OK: rows.append(PostgresRows(result))
      case PGRES_PIPELINE_ABORTED: PQclear(result)
      default:
        fault = fault ?? PostgresFault(result, address: address)
        PQclear(result)
      }
    }
  }
}
