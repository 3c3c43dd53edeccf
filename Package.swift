// swift-tools-version: 6.2

import PackageDescription

/// Settings that every Swift target of the package shares.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]

/// A library target in its folder under `Sources/`.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one module, in the folder under `Tests/` that mirrors it.
func tests(_ module: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(module)Tests",
    dependencies: [.byName(name: module), "TestSupport"] + dependencies,
    swiftSettings: strict)
}

/// The modules of the library, in order. Whatever builds on the face names them all: a change that only one of
/// them shows must rebuild its users too, and a re-export alone does not say so.
let library = [
  "NeedletailMath", "NeedletailData", "NeedletailSimulation", "NeedletailCore", "NeedletailModels",
  "NeedletailConfiguration", "NeedletailRetrieval", "NeedletailEvaluation", "Needletail",
]

/// The neural core, which stands on the library; an app without neural models compiles none of it.
let neural = ["NeedletailTensor", "NeedletailNeural"]

/// The modules of the server, which stand on the library; an app that embeds models compiles none of them.
let server = ["NeedletailStore", "NeedletailServing", "NeedletailHTTP"]

/// Targets of this package by name.
func targets(_ names: some Sequence<String>) -> [Target.Dependency] { names.map { .byName(name: $0) } }

// Modules in the order of `docs/architecture.md`: each imports only modules above it.
let package = Package(
  name: "needletail",
  products: [
    .library(name: "Needletail", targets: library),
    .library(name: "NeedletailNeural", targets: neural),
    .library(name: "NeedletailServing", targets: server),
    .executable(name: "needletail", targets: ["NeedletailCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.9.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
  ],
  targets: [
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .target(name: "CKernels"),
    .target(name: "CTorch"),
    module("NeedletailMath", ["COpenBLAS", "CKernels"]),
    module("NeedletailData", ["CKernels", "NeedletailMath", "CZlib", "CZstd"]),
    module("NeedletailSimulation", ["NeedletailMath", "NeedletailData"]),
    module("NeedletailCore", ["CKernels", "NeedletailMath", "NeedletailData"]),
    module(
      "NeedletailModels", ["COpenBLAS", "CKernels", "NeedletailMath", "NeedletailData", "NeedletailCore"]),
    module("NeedletailConfiguration", ["NeedletailData", .product(name: "Yams", package: "Yams")]),
    module(
      "NeedletailRetrieval",
      targets(["NeedletailMath", "NeedletailData", "NeedletailCore", "NeedletailModels"])
        + ["NeedletailConfiguration"]),
    module(
      "NeedletailEvaluation",
      ["NeedletailMath", "NeedletailData", "NeedletailCore", "NeedletailConfiguration"]),
    module("Needletail", targets(library.dropLast())),
    module(
      "NeedletailTensor",
      ["CKernels", "CTorch", "NeedletailMath", "NeedletailData", "NeedletailCore"]),
    module(
      "NeedletailNeural",
      ["CKernels", "NeedletailMath", "NeedletailData", "NeedletailCore", "NeedletailTensor"]),
    .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    module(
      "NeedletailStore",
      targets(library) + [
        "CPostgreSQL", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    module(
      "NeedletailServing",
      targets(library) + [
        "NeedletailStore",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
      ]),
    module(
      "NeedletailHTTP",
      targets(library) + [
        "NeedletailStore", "NeedletailServing",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
      ]),
    .executableTarget(
      name: "NeedletailCommand",
      dependencies: targets(library) + targets(neural) + targets(server) + [
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),

    // A writer for `scripts/power-cut` and `scripts/crash-store`, and its measurements; no product.
    .executableTarget(
      name: "StoreTrial", dependencies: ["NeedletailStore"], path: "Tests/StoreTrial", swiftSettings: strict),
    .target(
      name: "TestSupport",
      dependencies: [
        "NeedletailMath", "NeedletailData", "NeedletailCore", "NeedletailStore",
      ],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("NeedletailMath"),
    tests("NeedletailData", ["CKernels", "NeedletailMath"]),
    tests("NeedletailSimulation", ["NeedletailMath", "NeedletailData"]),
    tests("NeedletailCore", ["CKernels", "NeedletailMath", "NeedletailData"]),
    tests("NeedletailModels", ["CKernels", "NeedletailMath", "NeedletailData", "NeedletailCore"]),
    tests("NeedletailConfiguration", ["NeedletailMath"]),
    tests("NeedletailRetrieval", targets(library.filter { $0 != "NeedletailRetrieval" })),
    tests(
      "NeedletailEvaluation",
      ["NeedletailMath", "NeedletailData", "NeedletailCore", "NeedletailConfiguration"]),
    tests("NeedletailTensor", ["CKernels", "NeedletailMath", "NeedletailData", "NeedletailCore"]),
    tests(
      "NeedletailNeural",
      [
        "CKernels", "NeedletailMath", "NeedletailData", "NeedletailSimulation", "NeedletailCore",
        "NeedletailEvaluation", "NeedletailTensor",
      ]),
    tests("NeedletailStore", targets(library) + [.product(name: "GRDB", package: "GRDB.swift")]),
    tests("NeedletailServing", targets(library) + ["NeedletailStore"]),
    tests(
      "NeedletailHTTP",
      targets(library) + [
        "NeedletailStore", "NeedletailServing", .product(name: "HummingbirdTesting", package: "hummingbird"),
      ]),
    tests("NeedletailCommand"),
  ]
)
