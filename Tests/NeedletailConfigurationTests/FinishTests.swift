import NeedletailConfiguration
import Testing

@Suite struct FinishTests {
  @Test func anUnreadKeyIsNamedWithItsLineAndItsNeighbour() throws {
    var section = try root("level: info\nhttp:\n  host: a\n  prot: 80")
    _ = try section.string("level")
    var http = try section.section("http")
    _ = try http.string("host")
    _ = try http.integer("port", default: 1, in: 1...9)
    let fault = fault { try http.finish() }
    #expect(
      fault?.description
        == "n.yaml:4: http.prot: this key is not known; did you mean 'port'? (known here: host, port)")
  }

  @Test func theRootFindsWhatASectionForgotToFinish() throws {
    var section = try root("http:\n  tls:\n    kye: 80\nlist:\n  - {a: 1, b: 2}\n")
    var http = try section.section("http")
    var tls = try http.section("tls")
    _ = try tls.string("key")
    var list = try section.sections("list")
    _ = try list[0].string("a")
    #expect(fault { try section.finish() }?.key == "http.tls.kye")
    _ = try tls.string("kye")
    #expect(fault { try section.finish() }?.key == "list[0].b")
    _ = try list[0].string("b")
    try section.finish()
  }

  @Test func aSectionNobodyOpenedIsUnknown() throws {
    let section = try root("http:\n  port: 1")
    #expect(fault { try section.finish() }?.key == "http")
  }

  @Test func copiesShareWhatWasRead() throws {
    let section = try root("http: {port: 1}")
    var copy = section
    var http = try copy.section("http")
    var again = try copy.section("http")
    _ = try http.string("port")
    #expect(try again.string("port") == "1")
    try section.finish()
  }

  @Test func keysWithDotsAreNoPaths() throws {
    var section = try root("a.b: 1\na:\n  b: 2")
    var a = try section.section("a")
    #expect(try a.string("b") == "2")
    #expect(fault { try section.finish() }?.line == 1)
    #expect(try section.string("a.b") == "1")
    try section.finish()
  }

  @Test func namesOfTheUsersChoiceAreListed() throws {
    var section = try root("models:\n  second: {path: b}\n  first: {path: a}")
    var models = try section.section("models")
    #expect(models.names == ["second", "first"])
    #expect(models.line == 1)
    for name in models.names {
      var model = try models.section(name)
      #expect(try model.string("path") != nil)
    }
    try section.finish()
  }
}
