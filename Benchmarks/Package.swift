// swift-tools-version: 6.2
// SPDX-License-Identifier: GPL-3.0-or-later

import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "warewatt", path: "..")],
  targets: [
    .target(name: "CHandOver", linkerSettings: [.linkedLibrary("glpk")]),
    .executableTarget(
      name: "HandOver", dependencies: ["CHandOver", .product(name: "WarewattCore", package: "warewatt")]),
  ],
  swiftLanguageModes: [.v6]
)
