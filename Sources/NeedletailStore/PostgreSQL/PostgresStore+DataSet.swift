public import NeedletailData

extension PostgresStore {
  /// Everything that counts at one moment, as the commands of the tool read it; see `StoredDataSet` for what is in.
  public func dataSet() throws -> (data: DataSet, sequence: Int64) {
    try reading { try Self.dataSet($0) }
  }

  /// Reads the data of a store that another process may own and write at the time: one consistent moment, without
  /// taking the lock.
  ///
  /// - Throws: `StoreError`: unavailable for a missing one, damaged, tooNew.
  public static func dataSet(
    ofURL url: String, schema: String = "needletail"
  ) throws -> (data: DataSet, sequence: Int64) {
    let address = try PostgresAddress(url)
    try PostgresSchema.validate(schema, place: address.place)
    return try translatingFaults(of: address) {
      try PostgresReaders(address, schema: schema).read { connection in
        try PostgresSchema.require(connection, schema: schema)
        return try dataSet(connection)
      }
    }
  }

  private static func dataSet(_ connection: PostgresConnection) throws -> (data: DataSet, sequence: Int64) {
    var gathered = StoredDataSet()
    try connection.stream("SELECT \(PostgresUserRow.columns) FROM users WHERE id IS NOT NULL") { rows in
      for row in 0..<rows.count {
        if let user = PostgresUserRow.record(rows, row) { gathered.add(user, code: rows.int32(row, 0)) }
      }
    }
    try connection.streamItems { for (code, item) in $0 { gathered.add(item, code: code) } }
    try connection.streamEvents { for event in $0 { gathered.add(event) } }
    let kinds = try connection.query("SELECT name FROM kinds ORDER BY code")
    let sequence = try connection.query("SELECT sequence FROM state").int64(0, 0)
    let names = (0..<kinds.count).map { kinds.text($0, 0) ?? "" }
    return (try gathered.dataSet(source: connection.address.place, kindNames: names), sequence)
  }
}
