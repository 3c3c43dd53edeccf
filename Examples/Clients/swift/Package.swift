// swift-tools-version: 6.1

import PackageDescription

// A client of a Needletail server that depends on nothing but Foundation.
let package = Package(
  name: "needletail-client",
  platforms: [.macOS(.v13), .iOS(.v16)],
  products: [.library(name: "NeedletailClient", targets: ["NeedletailClient"])],
  targets: [
    .target(name: "NeedletailClient"),
    .executableTarget(name: "RoundTrip", dependencies: ["NeedletailClient"]),
  ],
  swiftLanguageModes: [.v6]
)
