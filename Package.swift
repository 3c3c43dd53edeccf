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
  "NeedletailEvaluation", "Needletail",
]

// Modules in the order of `docs/architecture.md`: each imports only modules above it.
let package = Package(
  name: "needletail",
  products: [
    .library(name: "Needletail", targets: library),
    .executable(name: "needletail", targets: ["NeedletailCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .target(name: "CKernels"),
    module("NeedletailMath", ["COpenBLAS", "CKernels"]),
    module("NeedletailData", ["CKernels", "NeedletailMath", "CZlib", "CZstd"]),
    module("NeedletailSimulation", ["NeedletailMath", "NeedletailData"]),
    module("NeedletailCore", ["CKernels", "NeedletailMath", "NeedletailData"]),
    module(
      "NeedletailModels", ["COpenBLAS", "CKernels", "NeedletailMath", "NeedletailData", "NeedletailCore"]),
    module("NeedletailEvaluation", ["NeedletailMath", "NeedletailData", "NeedletailCore"]),
    module("Needletail", library.dropLast().map { .byName(name: $0) }),
    .executableTarget(
      name: "NeedletailCommand",
      dependencies: library.map { .byName(name: $0) } + [
        .product(name: "ArgumentParser", package: "swift-argument-parser")
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport",
      dependencies: [
        "NeedletailMath", "NeedletailData", "NeedletailCore",
      ],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("NeedletailMath"),
    tests("NeedletailData", ["CKernels", "NeedletailMath"]),
    tests("NeedletailSimulation", ["NeedletailMath", "NeedletailData"]),
    tests("NeedletailCore", ["CKernels", "NeedletailMath", "NeedletailData"]),
    tests("NeedletailModels", ["CKernels", "NeedletailMath", "NeedletailData", "NeedletailCore"]),
    tests("NeedletailEvaluation", ["NeedletailMath", "NeedletailData", "NeedletailCore"]),
    tests("NeedletailCommand"),
  ]
)
