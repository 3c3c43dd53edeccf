import NeedletailConfiguration
import Testing

/// The root of a configuration in a file named `n.yaml`.
func root(
  _ text: String, environment: [String: String] = [:], prefix: String = "NT"
) throws -> ConfigurationSection {
  try ConfigurationSection(parsing: text, file: "n.yaml", environment: environment, prefix: prefix)
}

/// The fault that a reading ends in.
func fault<Value>(
  _ read: () throws -> Value, sourceLocation: SourceLocation = #_sourceLocation
) -> ConfigurationError? {
  do {
    let value = try read()
    Issue.record("no fault but \(value)", sourceLocation: sourceLocation)
  } catch let error as ConfigurationError {
    return error
  } catch {
    Issue.record("another fault: \(error)", sourceLocation: sourceLocation)
  }
  return nil
}
