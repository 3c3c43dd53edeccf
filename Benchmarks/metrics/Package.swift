// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "metrics-benchmark",
  dependencies: [.package(name: "needletail", path: "../..")],
  targets: [
    .executableTarget(
      name: "JudgeRun", dependencies: [.product(name: "Needletail", package: "needletail")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
    .executableTarget(
      name: "Resample", dependencies: [.product(name: "Needletail", package: "needletail")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
  ]
)
