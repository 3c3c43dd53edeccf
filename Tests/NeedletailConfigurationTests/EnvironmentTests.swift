import NeedletailConfiguration
import Testing

@Suite struct EnvironmentTests {
  private let text = "http:\n  port: 1\n  bodyLimit: 1kB\nlevel: info\nhosts: [a]"

  @Test func variablesGoBeforeTheFile() throws {
    var section = try root(
      text,
      environment: [
        "NT_HTTP_PORT": "8080", "NT_HTTP_BODY_LIMIT": "2kB", "NT_LEVEL": "debug", "NT_HOSTS": "x, y ,z",
        "PATH": "/",
        "NTX": "other",
      ])
    var http = try section.section("http")
    #expect(try http.integer("port", default: 5, in: 1...65_535) == 8_080)
    #expect(try http.bytes("bodyLimit", default: 5, in: 1...65_535) == 2_000)
    #expect(try section.choice("level", default: "info", of: ["info", "debug"]) == "debug")
    #expect(try section.strings("hosts") == ["x", "y", "z"])
    try http.finish()
    try section.finish()
  }

  @Test func variablesNeedNoFile() throws {
    var section = try root("", environment: ["NT_HTTP_PORT": "8080", "NT_NAME": ""], prefix: "NT_")
    #expect(section.contains("http"))
    #expect(!section.contains("htt"))
    var http = try section.section("http")
    #expect(http.contains("port"))
    #expect(try http.integer("port", default: 5, in: 1...65_535) == 8_080)
    #expect(try section.string("name") == "")
    try section.finish()
  }

  @Test("Without a prefix the environment is not read")
  func noPrefixNoEnvironment() throws {
    var section = try root("port: 1", environment: ["PORT": "2", "_PORT": "3"], prefix: "")
    #expect(try section.integer("port", default: 0, in: 0...9) == 1)
    try section.finish()
  }

  @Test func anUnknownVariableIsRefusedByTheRoot() throws {
    var section = try root("", environment: ["NT_HTTP_PROT": "8080"])
    var http = try section.section("http")
    _ = try http.integer("port", default: 5, in: 1...65_535)
    try http.finish()
    let fault = fault { try section.finish() }
    #expect(fault?.source == "NT_HTTP_PROT")
    #expect(fault?.line == nil)
    #expect(fault?.message.hasSuffix("did you mean 'NT_HTTP_PORT'?") == true)
  }

  @Test func aWrongValueNamesItsVariable() throws {
    var section = try root(text, environment: ["NT_HTTP_PORT": "many", "NT_HTTP_BODY_LIMIT": ""])
    var http = try section.section("http")
    let first = fault { try http.integer("port", default: 5, in: 1...9) }
    #expect(
      first?.description == "NT_HTTP_PORT: http.port: expected a whole number from 1 to 9, found 'many'")
    #expect(fault { try http.bytes("bodyLimit", default: 5, in: 1...9) }?.source == "NT_HTTP_BODY_LIMIT")
    #expect(http.fault("port", "is taken").description == "NT_HTTP_PORT: http.port: is taken")
  }

  @Test func keysInListsHaveNoVariables() throws {
    var section = try root("stages: [{name: a}]", environment: ["NT_STAGES_0_NAME": "b"])
    var stages = try section.sections("stages")
    #expect(try stages[0].string("name") == "a")
    #expect(fault { try section.finish() }?.source == "NT_STAGES_0_NAME")
  }
}
