/// The sign of the project: a swift in flight, wings swept back, over a long tail.
enum Emblem {
  static let text = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img" aria-label="Needletail">
    <rect width="64" height="64" rx="14" fill="#134e4a"/>
    <path d="M8 50 C18 47 26 41 31 33 C40 37 50 37 58 33" fill="none" stroke="#5eead4" stroke-width="2.5"
    stroke-linecap="round" opacity=".55"/>
    <path d="M53 12 C45 13 39 16 34 21 C26 17 17 17 8 21 C17 22 24 25 28 29 C26 34 22 40 15 46 C23 43 29 38 33 33
    C37 38 39 46 39 55 C43 45 43 35 40 27 C43 22 48 17 53 12 Z" fill="#f0fdfa"/>
    </svg>

    """
}
