/// The statements of the writer, prepared once a connection.
enum PostgresStatement: String, CaseIterable {
  case findKeys, findKinds, readUser, readItem
  case insertKinds, putUsers, putItems, endEvents, insertEvents, insertNotes
  case removeItem, endItem, eraseNotes, eraseEvents, eraseUser, setSequence

  var name: String { rawValue }

  var sql: String {
    switch self {
    case .findKeys:
      "SELECT e.key, e.sequence, e.user_code, e.item_code FROM unnest($1::uuid[]) AS k JOIN events e ON e.key = k"
    case .findKinds:
      """
      SELECT DISTINCT kind_code FROM events
      WHERE user_code = $1::bigint::int AND item_code = $2::bigint::int AND ended IS NULL
      """
    case .readUser: "SELECT \(PostgresUserRow.columns) FROM users WHERE code = $1::bigint::int"
    case .readItem:
      "SELECT \(PostgresItemRow.columns) FROM items WHERE code = $1::bigint::int AND is_present"
    case .insertKinds: "INSERT INTO kinds (code, name) SELECT * FROM unnest($1::smallint[], $2::text[])"
    case .putUsers:
      """
      INSERT INTO users (code, id, labels, comment)
      SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[])
      ON CONFLICT (code) DO UPDATE SET labels = excluded.labels, comment = excluded.comment
      """
    case .putItems:
      """
      INSERT INTO items (code, id, is_hidden, categories, time, labels, comment, is_present)
      SELECT *, true
      FROM unnest($1::int[], $2::text[], $3::boolean[], $4::text[], $5::bigint[], $6::text[], $7::text[])
      ON CONFLICT (code) DO UPDATE SET
        is_present = true, is_hidden = excluded.is_hidden, categories = excluded.categories,
        time = excluded.time, labels = excluded.labels, comment = excluded.comment
      """
    case .endEvents:
      """
      UPDATE events SET ended = x.ended
      FROM unnest($1::int[], $2::int[], $3::smallint[], $4::bigint[]) AS x (u, i, k, ended)
      WHERE user_code = x.u AND item_code = x.i AND kind_code = x.k AND events.ended IS NULL
      """
    case .insertEvents:
      """
      INSERT INTO events (
        sequence, ended, user_code, item_code, kind_code, effect, value, time, completion, dwell, intent, written,
        key)
      SELECT * FROM unnest(
        $1::bigint[], $2::bigint[], $3::int[], $4::int[], $5::smallint[], $6::smallint[], $7::real[], $8::bigint[],
        $9::real[], $10::real[], $11::real[], $12::bigint[], $13::uuid[])
      """
    case .insertNotes:
      "INSERT INTO notes (event, labels, comment) SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[])"
    case .removeItem:
      """
      UPDATE items SET
        is_present = false, is_hidden = false, categories = NULL, time = NULL, labels = NULL, comment = ''
      WHERE code = $1::bigint::int
      """
    case .endItem: "UPDATE events SET ended = $2::bigint WHERE item_code = $1::bigint::int AND ended IS NULL"
    case .eraseNotes:
      "DELETE FROM notes USING events WHERE event = sequence AND user_code = $1::bigint::int"
    case .eraseEvents: "DELETE FROM events WHERE user_code = $1::bigint::int"
    case .eraseUser:
      "UPDATE users SET id = NULL, labels = NULL, comment = '' WHERE code = $1::bigint::int"
    case .setSequence: "UPDATE state SET sequence = $1::bigint"
    }
  }
}
