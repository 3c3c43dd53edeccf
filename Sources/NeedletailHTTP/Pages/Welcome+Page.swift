import NeedletailServing

extension Welcome {
  /// The page.
  package var page: HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Needletail at \(address)</title>
    <link rel="icon" href="/needletail.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/needletail.css">
    </head>
    <body>
    <header>
    <img src="/needletail.svg" alt="" width="56" height="56">
    <h1>Needletail</h1>
    <p>A recommender engine. It stores the events it is told, recommends from models that were measured, and the next
    request sees the last click.</p>
    </header>
    <main>
    \(serving)
    \(list)
    \(trying)
    \(further)
    </main>
    </body>
    </html>

    """
  }

  /// Where the server is, and what it serves.
  private var serving: HTML {
    """
    <section>
    <h2>This server</h2>
    <dl>
    <div><dt>Address</dt><dd><code>\(address)</code></dd></div>
    <div><dt>State</dt><dd>\(state)</dd></div>
    <div><dt>Access</dt><dd>\(access)</dd></div>
    \(figures)
    </dl>
    </section>
    """
  }

  private var state: HTML {
    guard isReady else { return "<span class=\"waiting\">not ready</span>" }
    if let fault = status?.fault { return "<span class=\"waiting\">reads only: \(fault)</span>" }
    return "<span class=\"ready\">ready</span>"
  }

  private var access: HTML {
    needsKey
      ? "a key, as <code>X-API-Key</code> or <code>Authorization: Bearer</code>" : "programs of this machine"
  }

  private var figures: HTML {
    guard let status else { return "" }
    let model: HTML =
      status.model.map { version in
        "<code>\(version)</code> <small>\(status.specification ?? "")</small>"
      } ?? "none yet: popular items stand in"
    return """
      <div class="wide"><dt>Model</dt><dd>\(model)</dd></div>
      <div><dt>Users</dt><dd>\(Self.grouped(status.users))</dd></div>
      <div><dt>Items</dt><dd>\(Self.grouped(status.items))</dd></div>
      <div><dt>Events</dt><dd>\(Self.grouped(status.events))</dd></div>
      <div><dt>Sequence</dt><dd>\(Self.grouped(Int(status.sequence)))</dd></div>
      """
  }

  /// The list for a user as it is now.
  private var list: HTML {
    guard !items.isEmpty else { return "" }
    let heading: HTML = user.map { "For user <code>\($0)</code>, now" } ?? "For a stranger, now"
    let rows = items.enumerated().map { place, item -> HTML in
      """
      <tr><td class="number">\(place + 1)</td><td><code>\(item.id)</code></td><td>\(item.title)</td>\
      <td class="number">\(Self.rounded(item.score))</td><td>\(item.source)</td></tr>

      """
    }
    return """
      <section>
      <h2>\(heading)</h2>
      <div class="scroll"><table>
      <thead><tr><th class="number">#</th><th>item</th><th>title</th><th class="number">score</th><th>from</th></tr></thead>
      <tbody>
      \(HTML(joining: rows))</tbody>
      </table></div>
      <p class="note">Load the page again after an event: the list is made when it is asked for.</p>
      </section>
      """
  }

  /// A number with its digits in groups of three.
  static func grouped(_ number: Int) -> String {
    var digits = Array(String(number.magnitude))
    for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
    return (number < 0 ? "-" : "") + String(digits)
  }

  /// A score with three digits after its point; very large and very small ones as they are.
  static func rounded(_ score: Float) -> String {
    guard score.magnitude < 1e6, score.magnitude >= 0.001 || score == 0 else { return score.description }
    let thousandths = Int((score.magnitude * 1000).rounded())
    let digits = String(thousandths % 1000)
    let sign = score < 0 && thousandths > 0 ? "-" : ""
    return sign + "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
