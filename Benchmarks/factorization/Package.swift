// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "factorization",
  dependencies: [.package(name: "needletail", path: "../..")],
  targets: [
    .executableTarget(
      name: "factorization",
      dependencies: [.product(name: "Needletail", package: "needletail")],
      path: "Sources/Factorization")
  ]
)
