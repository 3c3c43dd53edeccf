import NeedletailHTTP
import NeedletailServing
import Testing

@Suite("The first page")
struct WelcomeTests {
  private static let hostile = #"<script>alert("x")</script>&'"#

  private func welcome(_ text: String) -> Welcome {
    var welcome = Welcome(address: "http://127.0.0.1:8080")
    welcome.isReady = true
    welcome.status = EngineStatus(
      model: text, specification: text, sequence: 1_234_567, users: 943, items: 1_682, events: 100_000,
      waitingChanges: 0, waitingRequests: 0, fault: text)
    welcome.user = text
    welcome.items = [Welcome.Item(id: text, title: text, score: 0.5, source: text)]
    return welcome
  }

  @Test("whatever it shows is escaped")
  func escaping() {
    let page = welcome(Self.hostile).page.text
    #expect(!page.contains("<script"))
    #expect(!page.contains("alert(\"x"))
    #expect(page.contains("&lt;script&gt;"))
    #expect(page.contains("1,234,567"))
    #expect(HTML.escaped("<a href='x'>&\"") == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;")
    #expect(HTML.escaped("a\u{0}b\u{202E}c\nd") == "a\u{FFFD}b\u{FFFD}c\nd")
    let text = "<i>"
    let piece: HTML = "<b>\(text)</b>"
    #expect(HTML("\(piece)\(3)").text == "<b>&lt;i&gt;</b>3")
  }

  @Test("it needs nothing from elsewhere, and no program in the browser")
  func selfContained() {
    let page = welcome("alice").page.text
    for word in ["<script", "<style", " style=", " onclick", "javascript:", "http-equiv"] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.contains("curl -s &#39;http://127.0.0.1:8080/v1/users/alice/recommendations?n=5&#39;"))
    for link in ["/openapi.json", "/metrics", "/health/ready"] { #expect(page.contains("href=\"\(link)\"")) }
  }

  @Test("command lines hold any id")
  func commands() {
    #expect(ShellText.word("plain/path?") == "'plain/path?'")
    #expect(ShellText.word("") == "''")
    #expect(ShellText.word("it's $HOME") == #"'it'\''s $HOME'"#)
    #expect(ShellText.pathPart("a/b c?é") == "a%2Fb%20c%3F%C3%A9")
  }

  @Test("with keys it tells strangers nothing of what it serves")
  func keys() {
    var welcome = Welcome(address: "https://example.org")
    welcome.needsKey = true
    welcome.isReady = true
    let page = welcome.page.text
    #expect(page.contains("X-API-Key"))
    #expect(!page.contains("<dt>Users"))
    #expect(!page.contains("href=\"/metrics\""))
    #expect(page.contains("href=\"/health/ready\""))
  }

  @Test("a host is shown only when it can be one")
  func authorities() {
    for text in ["localhost:8080", "127.0.0.1:8080", "[::1]:80", "example.org"] {
      #expect(Welcome.isAuthority(text))
    }
    for text in ["", "a\"b", "<x>", "a b", "a/b", String(repeating: "a", count: 256)] {
      #expect(!Welcome.isAuthority(text))
    }
  }
}
