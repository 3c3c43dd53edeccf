// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "parsing",
  dependencies: [.package(name: "needletail", path: "../..")],
  targets: [
    .executableTarget(
      name: "Parsing", dependencies: [.product(name: "Needletail", package: "needletail")],
      swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)])
  ]
)
