// swift-tools-version: 6.2
// SPDX-License-Identifier: GPL-3.0-or-later

import PackageDescription

/// The settings every Swift target of the package is built with.
let settings: [SwiftSetting] =
  ["ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault"]
  .map { .enableUpcomingFeature($0) } + [.treatAllWarnings(as: .error)]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

/// A room of the house: its sources, what it may know, and its tests.
func room(
  _ name: String, knows dependencies: [Target.Dependency] = [],
  schemas: [String] = [], testsAlsoKnow: [Target.Dependency] = []
) -> [Target] {
  [
    .target(
      name: name, dependencies: dependencies,
      resources: schemas.map { .embedInCode("Schemas/\($0).json") }, swiftSettings: settings),
    .testTarget(
      name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies + testsAlsoKnow,
      swiftSettings: settings),
  ]
}

let package = Package(
  name: "warewatt",
  products: [
    .executable(name: "warewatt", targets: ["warewatt"]),
    .library(
      name: "WarewattCore",
      targets: [
        "LinearProgramming", "Decomposition", "FacilityLocation", "Interchange", "Logistics", "PowerTrading",
        "Instances",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"])]),
    .target(name: "CDense"),
    .testTarget(
      name: "CDenseTests", dependencies: ["CDense", "LinearProgramming"], swiftSettings: settings),
  ]
    + room("LinearProgramming", knows: ["CGLPK"])
    + room("Decomposition", knows: ["LinearProgramming", "CDense"])
    + room("FacilityLocation", knows: ["LinearProgramming", "Decomposition"], testsAlsoKnow: ["Interchange"])
    + room("Interchange", knows: ["LinearProgramming", crypto], schemas: ["plan-envelope", "solve-options"])
    + room(
      "Logistics", knows: ["LinearProgramming", "Decomposition", "FacilityLocation", "Interchange"],
      schemas: ["logistics-scenario", "logistics-plan"])
    + room(
      "PowerTrading", knows: ["LinearProgramming", "Decomposition", "Interchange"],
      schemas: ["power-scenario", "power-plan", "power-statement"])
    + room("Instances", knows: ["Logistics", "PowerTrading", "Interchange", "LinearProgramming"])
    + room("Reporting", knows: ["Interchange", "LinearProgramming"])
    + [
      .executableTarget(
        name: "warewatt",
        dependencies: [
          "LinearProgramming", "Interchange", "Logistics", "PowerTrading", "Instances", "Reporting",
          argumentParser, logging,
        ],
        swiftSettings: settings),
      .testTarget(
        name: "warewattTests", dependencies: ["warewatt", "Interchange"], swiftSettings: settings),
    ],
  swiftLanguageModes: [.v6]
)
