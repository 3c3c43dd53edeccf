// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "neighbours",
  dependencies: [.package(name: "needletail", path: "../..")],
  targets: [
    .executableTarget(
      name: "neighbours", dependencies: [.product(name: "Needletail", package: "needletail")],
      path: "Sources/Neighbours")
  ]
)
