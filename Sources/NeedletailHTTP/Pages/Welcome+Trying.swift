import NeedletailData

extension Welcome {
  /// What to try: command lines, and links where a link will do.
  var trying: HTML {
    let someone = user ?? "alice"
    let something = items.first?.id ?? "1"
    let recommendations = "/v1/users/\(ShellText.pathPart(someone))/recommendations?n=5"
    let similar = "/v1/items/\(ShellText.pathPart(something))/similar?n=5"
    let event = #"{"user":\#(JSONText.quoted(someone)),"item":\#(JSONText.quoted(something)),"kind":"view"}"#
    let steps = [
      step("Ask for a list", link: recommendations, command: curl(recommendations)),
      step("Tell what happened", command: curl("/v1/events", sending: event)),
      step("Ask again: the item is gone, and what is like it came up", command: curl(recommendations)),
      step(
        "A stranger with a history of their own",
        command: curl(
          "/v1/recommendations",
          sending: #"{"history":[{"item":\#(JSONText.quoted(something))}],"count":5,"explain":true}"#)),
      step("What is like an item", link: similar, command: curl(similar)),
      step(
        "The same through gorse's interface, for its clients",
        link: "/api/recommend/\(ShellText.pathPart(someone))?n=5",
        command: curl("/api/recommend/\(ShellText.pathPart(someone))?n=5")),
    ]
    return """
      <section>
      <h2>Try</h2>
      <ol>
      \(HTML(joining: steps))</ol>
      </section>
      """
  }

  /// Where to look further.
  var further: HTML {
    let places: [(path: String, what: String)] = [
      ("/openapi.json", "the interface, described for programs"),
      ("/health/ready", "whether the server answers"),
      ("/metrics", "figures for Prometheus"),
      ("/v1/status", "the state of the engine"),
      ("/v1/trending", "what is consumed most at present"),
      ("/v1/latest", "the newest items"),
    ]
    let rows = places.map { place -> HTML in
      let name: HTML = "<code>\(place.path)</code>"
      return "<li>\(isOpen(place.path) ? "<a href=\"\(place.path)\">\(name)</a>" : name) \(place.what)</li>\n"
    }
    return """
      <section>
      <h2>Look further</h2>
      <ul>
      \(HTML(joining: rows))</ul>
      </section>
      """
  }

  private func step(_ title: String, link: String? = nil, command: String) -> HTML {
    let look: HTML = link.map { needsKey ? "" : " <a href=\"\($0)\">open</a>" } ?? ""
    return "<li>\(title)\(look)\n<pre><code>\(command)</code></pre></li>\n"
  }

  /// Whether a browser, which shows no key, gets an answer at a path.
  private func isOpen(_ path: String) -> Bool {
    !needsKey || path.hasPrefix("/health/") || path == "/openapi.json"
  }

  private func curl(_ path: String, sending body: String? = nil) -> String {
    var words = ["curl -s"]
    if needsKey { words.append("-H \"X-API-Key: $NEEDLETAIL_KEY\"") }
    words.append(ShellText.word(address + path))
    if let body {
      words.append("\\\n  -H 'Content-Type: application/json' \\\n  -d \(ShellText.word(body))")
    }
    return words.joined(separator: " ")
  }
}

/// Text as JSON, in quotes.
enum JSONText {
  static func quoted(_ text: String) -> String { JSONValue.string(text).description }
}
