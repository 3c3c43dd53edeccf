// swift-tools-version: 6.2

import PackageDescription

/// A program of the benchmarks, in its folder under `Sources/`.
func program(_ name: String, folder: String, peers: [Target.Dependency] = []) -> Target {
  .executableTarget(
    name: name,
    dependencies: [
      .product(name: "Needletail", package: "needletail"),
      .product(name: "NeedletailNeural", package: "needletail"),
    ] + peers,
    path: "Sources/\(folder)",
    swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)])
}

// Our side of the comparisons with peers; `scripts/bench` runs both sides.
let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "needletail", path: "..")],
  targets: [
    .systemLibrary(name: "COpenBLASPeer", pkgConfig: "openblas"),
    program("scoring", folder: "Scoring", peers: ["COpenBLASPeer"]),
    program("ease-fit", folder: "EASEFit", peers: ["COpenBLASPeer"]),
    program("ease-score", folder: "EASEScore"),
    program("factorization", folder: "Factorization"),
    program("neighbours", folder: "Neighbours"),
    program("decomposition", folder: "Decomposition"),
    program("parsing", folder: "Parsing"),
    program("judge-run", folder: "JudgeRun"),
    program("resample", folder: "Resample"),
    program("softmax", folder: "Softmax"),
    program("embedding-speed", folder: "EmbeddingSpeed"),
    program("larger-than-memory", folder: "LargerThanMemory"),
  ]
)
