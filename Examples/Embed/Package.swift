// swift-tools-version: 6.2

import PackageDescription

// A program that embeds the library and nothing else of the package.
let package = Package(
  name: "Embed",
  dependencies: [.package(name: "needletail", path: "../..")],
  targets: [
    .executableTarget(name: "Embed", dependencies: [.product(name: "Needletail", package: "needletail")])
  ]
)
