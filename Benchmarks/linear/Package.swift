// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "linear",
  dependencies: [.package(name: "needletail", path: "../..")],
  targets: [
    .systemLibrary(name: "COpenBLASPeer", pkgConfig: "openblas"),
    .executableTarget(
      name: "scoring",
      dependencies: [.product(name: "Needletail", package: "needletail"), "COpenBLASPeer"],
      path: "Sources/Scoring"),
    .executableTarget(
      name: "ease-fit",
      dependencies: [.product(name: "Needletail", package: "needletail"), "COpenBLASPeer"],
      path: "Sources/EASEFit"),
    .executableTarget(
      name: "ease-score", dependencies: [.product(name: "Needletail", package: "needletail")],
      path: "Sources/EASEScore"),
  ]
)
