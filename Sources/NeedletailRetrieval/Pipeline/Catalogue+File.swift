import NeedletailCore
import NeedletailData
import NeedletailMath

extension Catalogue {
  /// The tensors of a catalogue whose attributes were made from a table.
  ///
  /// A pipeline's own catalogue hides nothing and knows the items of its model only.
  func tensors(_ features: FeatureTable?) throws -> ModelWriter {
    var file = ModelWriter()
    file.add("times", .longs(SharedBuffer(times)))
    file.add("trend", .floats(SharedBuffer(trend), shape: [trend.count]))
    file.add("trendTime", .longs(SharedBuffer([trendTime])))
    file.add("kinds", texts: kindNames)
    let named = namedItems.sorted { $0.key < $1.key }
    file.add("named", texts: named.map(\.key))
    file.add("named.rows", .integers(SharedBuffer(named.map(\.value))))
    file.add("kindCount", .longs(SharedBuffer([Int64(kindNames.count), Int64(named.count)])))
    if let features { file.add("features.", features.tensors()) }
    return file
  }

  /// Reads what `tensors` wrote.
  static func open(
    _ file: some ModelReader, named: [String]
  ) throws -> (Catalogue, features: FeatureTable?) {
    let count = file.itemCount
    let counts = try file.longs("kindCount", count: 2)
    guard (0...256).contains(counts[0]), (0...Int64(named.count)).contains(counts[1]) else {
      throw file.fault("kindCount", "expected numbers of kinds and of named items, found \(counts.array)")
    }
    let rows = try file.integers("named.rows", count: Int(counts[1])).array
    guard rows.allSatisfy({ $0 >= 0 && Int($0) < count }) else {
      throw file.fault("named.rows", "expected rows below \(count)")
    }
    let trend = try file.floats("trend", shape: [count]).array
    guard trend.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw file.fault("trend", "expected finite numbers from 0")
    }
    let features =
      file.contains("features.columns.offsets")
      ? try FeatureTable.open(PartOfModelFile(file, prefix: "features."), count: count) : nil
    let ids = try file.strings("named", count: Int(counts[1]))
    let catalogue = Catalogue(
      modelItemCount: count, attributes: ItemAttributes(count: count, table: features),
      hidden: ItemSet(count: count), times: try file.longs("times", count: count).array, trend: trend,
      trendTime: try file.longs("trendTime", count: 1)[0],
      kindNames: try file.strings("kinds", count: Int(counts[0])),
      namedItems: Dictionary(zip(ids, rows), uniquingKeysWith: { first, _ in first }))
    return (catalogue, features)
  }
}

extension FeatureTable {
  /// The tensors of a table: `columns` has the kinds and names of the columns, each as "kind:name".
  func tensors() -> ModelWriter {
    var file = ModelWriter()
    var heads: [String] = []
    for (number, (name, column)) in columns.enumerated() {
      switch column {
      case .categorical(let names, let rows):
        heads.append("categorical:\(name)")
        file.add("\(number).names", texts: names)
        file.add("\(number).count", .longs(SharedBuffer([Int64(names.count)])))
        file.add("\(number).rows", .integers(rows))
      case .multiValued(let names, let members):
        heads.append("multi-valued:\(name)")
        file.add("\(number).names", texts: names)
        file.add("\(number).count", .longs(SharedBuffer([Int64(names.count)])))
        file.add("\(number).members", members)
      case .numeric(let values):
        heads.append("numeric:\(name)")
        file.add("\(number).values", .floats(values, shape: [values.count]))
      case .text(let texts):
        heads.append("text:\(name)")
        file.add("\(number).texts", texts: texts)
      }
    }
    file.add("columns", texts: heads)
    file.add("columns.count", .longs(SharedBuffer([Int64(heads.count)])))
    return file
  }

  /// Reads what `tensors` wrote.
  ///
  /// - Throws: `ModelFileError` for what could not have been written.
  static func open(_ file: some ModelReader, count: Int) throws -> FeatureTable {
    func number(_ name: String) throws -> Int {
      let number = try file.longs(name, count: 1)[0]
      guard (0...Int64(Int32.max)).contains(number) else { throw file.fault(name, "found \(number)") }
      return Int(number)
    }
    let heads = try file.strings("columns", count: try number("columns.count"))
    let columns = try heads.enumerated().map { place, head -> (name: String, column: Column) in
      let parts = head.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let name = parts.count == 2 ? parts[1] : ""
      switch parts[0] {
      case "categorical":
        let names = try file.strings("\(place).names", count: try number("\(place).count"))
        let rows = try file.integers("\(place).rows", count: count)
        guard rows.array.allSatisfy({ $0 >= -1 && Int($0) < names.count }) else {
          throw file.fault("\(place).rows", "expected numbers from -1 to \(names.count - 1)")
        }
        return (name, .categorical(names: names, rows: rows))
      case "multi-valued":
        let names = try file.strings("\(place).names", count: try number("\(place).count"))
        let members = try file.sparse("\(place).members", rows: count, columns: names.count)
        return (name, .multiValued(names: names, members: members))
      case "numeric": return (name, .numeric(try file.floats("\(place).values", shape: [count])))
      case "text": return (name, .text(try file.strings("\(place).texts", count: count)))
      default: throw file.fault("columns", "expected the kind of a column, found '\(head)'")
      }
    }
    return FeatureTable(count: count, columns: columns)
  }
}
