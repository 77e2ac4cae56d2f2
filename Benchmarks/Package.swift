// swift-tools-version: 6.2
// SPDX-License-Identifier: GPL-3.0-or-later

import PackageDescription

let core = Target.Dependency.product(name: "WarewattCore", package: "warewatt")

let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "warewatt", path: ".."),
    // Without its traits: the default ones bring a memory allocator of their own.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .target(name: "CHandOver", linkerSettings: [.linkedLibrary("glpk")]),
    .executableTarget(name: "HandOver", dependencies: ["CHandOver", core]),
    .target(name: "CPeak"),
    .executableTarget(name: "Passes", dependencies: ["CPeak", core]),
    .target(name: "Cases", dependencies: [core]),
    .executableTarget(name: "Kernels", dependencies: ["Cases", core]),
    .executableTarget(
      name: "Phases",
      dependencies: ["Cases", core, .product(name: "Benchmark", package: "benchmark")],
      path: "Benchmarks/Phases", plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
