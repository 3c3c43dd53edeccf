import NeedletailData
import NeedletailMath

/// Labelled examples in text, for tests of readers and fields.
enum ExampleFixture {
  static let schema = """
    click: label
    who: user
    ad: item
    brand: categorical of=item
    tags: multi-valued separator=;
    age: numeric transform=bucket(2)
    price: numeric transform=log of=item
    at: time
    """

  static let csv = """
    click,who,ad,brand,tags,age,price,at
    1,u1,a1,x,red;blue,20,0,2020-01-01
    0,u1,a2,y,,30,1,2020-01-02
    0,u2,a1,x,red,,0,2020-01-03
    1,u3,a3,,green;red;green,40,,2020-01-04

    """

  static func examples(
    _ text: String = csv, schema: String? = schema, name: String = "e.csv",
    onError: ReadOptions.ErrorPolicy = .stop
  ) throws -> ExampleSet {
    try ExampleReader.read(
      bytes: Array(text.utf8), name: name,
      schema: try schema.map { try FeatureSchema(parsing: $0, file: "s") },
      options: ReadOptions(onError: onError, pool: WorkerPool(threads: 1)))
  }
}

extension ExampleSet {
  /// The values of a field as text: names joined by "+", "" where missing.
  func texts(_ name: String) -> [String] {
    guard let field = self[name] else { return [] }
    return (0..<count).map { example in
      switch field.column {
      case .categorical(let names, let rows): rows[example] < 0 ? "" : names.id(Int(rows[example]))
      case .multiValued(let names, let members):
        members.entries(ofRow: example).map { names.id($0.column) }.joined(separator: "+")
      case .numeric(let numbers): numbers[example].isNaN ? "" : "\(numbers[example])"
      }
    }
  }
}
