/// The report's style sheet: light and dark, phone and print.
enum ReportStyle {
  /// Colours that repeat after so many models; marks differ too.
  static let seriesCount = 8

  /// Blue, vermilion, green, purple, amber, sky, rose, grey: apart also for colour-blind readers.
  private static let light = [
    "#1668b8", "#c9480f", "#0b8a63", "#6d4bb3", "#9a6b00", "#3793cf", "#c04a83", "#5f6670",
  ]
  private static let dark = [
    "#6cb2f5", "#f58a5b", "#4fcaa0", "#b39bf0", "#e3b24a", "#9bd2f5", "#f095c0", "#aab2bd",
  ]

  private static func variables(_ colours: [String]) -> String {
    colours.enumerated().map { "--s\($0):\($1)" }.joined(separator: ";")
  }

  private static var series: String {
    (0..<seriesCount).map {
      ".l.s\($0){stroke:var(--s\($0))}.m.s\($0){fill:var(--s\($0))}.e.s\($0){stroke:var(--s\($0))}"
    }.joined()
  }

  static var sheet: String {
    """
    :root{color-scheme:light dark;--bg:#fbfbf9;--card:#fff;--ink:#1d2329;--soft:#5c6670;--line:#e2e4e2;\
    --axis:#9aa2a9;--accent:#1668b8;--good:#e8f2fb;\(variables(light))}
    @media(prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1c2024;--ink:#e8ebee;--soft:#9ba5ae;\
    --line:#30363c;--axis:#6d777f;--accent:#6cb2f5;--good:#1d3348;\(variables(dark))}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",\
    Roboto,"Helvetica Neue",Arial,sans-serif}
    main{max-width:72rem;margin:0 auto;padding:2rem 1.25rem 4rem}
    h1{font-size:1.7rem;line-height:1.2;margin:0 0 .3rem;letter-spacing:-.01em}
    h2{font-size:1.15rem;margin:2.6rem 0 .2rem}
    h3{font-size:.9rem;font-weight:600;margin:0 0 .3rem}
    p{margin:.3rem 0 .9rem;max-width:46rem}
    .soft,.note{color:var(--soft)}.note{font-size:.87rem}
    .lead{font-size:1.08rem;border-left:3px solid var(--accent);padding:.1rem 0 .1rem .9rem;margin:1.2rem 0}
    .scroll{overflow-x:auto;border:1px solid var(--line);border-radius:10px;background:var(--card)}
    table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
    th,td{padding:.5rem .8rem;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}
    tbody tr:last-child>*{border-bottom:0}
    th{font-weight:600;vertical-align:bottom}
    thead th{color:var(--soft);font-size:.8rem}
    th:first-child,td.w,th.w{text-align:left}
    tbody th{vertical-align:middle;position:sticky;left:0;background:var(--card)}
    thead th:first-child{position:sticky;left:0;background:var(--card)}
    td small{display:block;color:var(--soft);font-size:.74rem;line-height:1.3}
    td.best{background:var(--good);font-weight:650}td.best small{font-weight:400}
    td .near{color:var(--accent);font-weight:650}
    .name{display:inline-block;max-width:13rem;white-space:normal;overflow-wrap:anywhere}
    .grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:1rem}
    .grid.single{max-width:36rem}
    figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.9rem .9rem .5rem}
    svg{display:block;width:100%;height:auto}
    .t,.n,.d{font:11px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:var(--soft)}
    .d{fill:var(--ink);paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}
    .g{stroke:var(--line);stroke-width:1}.a{stroke:var(--axis);stroke-width:1}
    .r{stroke:var(--axis);stroke-width:1;stroke-dasharray:4 4}
    .l{fill:none;stroke-width:1.8;stroke-linejoin:round}.m{stroke:var(--card);stroke-width:.8}
    .e{stroke-width:1.5}
    \(series)
    .legend{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;margin:.6rem 0 .8rem;padding:0;list-style:none;\
    font-size:.87rem}
    .legend li{display:flex;align-items:center;gap:.35rem}.legend svg{width:14px;height:14px}
    dl{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.35rem 1.2rem;font-size:.9rem;margin:.6rem 0}
    dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
    code,pre{font:.85em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
    pre{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.8rem 1rem;\
    white-space:pre-wrap;overflow-wrap:anywhere;margin:.6rem 0}
    ul.warn{margin:.6rem 0;padding-left:1.2rem;max-width:46rem}
    details{margin:.8rem 0}summary{cursor:pointer;color:var(--accent);font-size:.9rem}
    details .scroll{margin-top:.6rem}
    @media(max-width:36rem){main{padding:1.2rem .8rem 3rem}dl{grid-template-columns:1fr;gap:0}\
    dd{margin:0 0 .5rem}th,td{padding:.45rem .55rem}h1{font-size:1.4rem}}
    @media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#ccc;--axis:#777;--accent:#1668b8;\
    --good:#eef3f8;\(variables(light))}main{max-width:none;padding:0}h2{break-after:avoid}\
    figure,tr,pre{break-inside:avoid}.scroll{overflow:visible}details>*{display:block}\
    table{font-size:.66rem}th,td{padding:.2rem .35rem}td small{font-size:.58rem}}
    """
  }
}
