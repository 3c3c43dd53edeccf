/// How pages look.
enum Stylesheet {
  static let text = """
    :root {
      color-scheme: light dark;
      --paper: #fbfaf7; --card: #ffffff; --ink: #1c2321; --soft: #5a6663; --line: #e3e4de; --accent: #0f766e;
      --code: #f2f4ef; --good: #15803d; --bad: #b45309;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #101614; --card: #18201e; --ink: #e6ece9; --soft: #9aa8a4; --line: #2b3633; --accent: #5eead4;
        --code: #0c1110; --good: #4ade80; --bad: #fbbf24;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; max-width: 58rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
      font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
    }
    header { display: grid; grid-template-columns: auto 1fr; column-gap: 1rem; align-items: center; }
    header img { grid-row: 1 / 3; border-radius: 14px; }
    h1 { margin: 0; font-size: 1.9rem; letter-spacing: -0.02em; line-height: 1.2; }
    header p { margin: .15rem 0 0; color: var(--soft); }
    section {
      margin-top: 1.25rem; padding: 1.1rem 1.35rem 1.25rem; background: var(--card);
      border: 1px solid var(--line); border-radius: 14px;
    }
    h2 { margin: 0 0 .8rem; font-size: 1.05rem; }
    dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .9rem 1.5rem; margin: 0; }
    dt { color: var(--soft); font-size: .8rem; }
    dd { margin: 0; font-weight: 550; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
    .wide { grid-column: 1 / -1; }
    dd small { color: var(--soft); font-weight: 400; }
    .ready { color: var(--good); }
    .waiting { color: var(--bad); }
    .scroll { overflow-x: auto; }
    table { width: 100%; border-collapse: collapse; font-size: .95rem; }
    th { color: var(--soft); font-size: .8rem; font-weight: 500; text-align: left; }
    th, td { padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line); }
    tbody tr:last-child td { border-bottom: 0; }
    td:nth-child(3) { overflow-wrap: anywhere; }
    .number { text-align: right; font-variant-numeric: tabular-nums; padding-right: 1.2rem; }
    td.number:first-child, th.number:first-child { width: 2.2rem; color: var(--soft); }
    .note { margin: .8rem 0 0; color: var(--soft); font-size: .9rem; }
    ol, ul { margin: 0; padding-left: 1.25rem; }
    li { margin: .35rem 0; }
    ol > li { margin: 0 0 .9rem; }
    li::marker { color: var(--soft); }
    code { font: .9em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    pre {
      margin: .4rem 0 0; padding: .65rem .85rem; overflow-x: auto; background: var(--code);
      border: 1px solid var(--line); border-radius: 9px;
    }
    a { color: var(--accent); text-underline-offset: .18em; }

    """
}
