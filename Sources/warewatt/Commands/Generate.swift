// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser

/// `warewatt generate`
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a seeded scenario: the same seed makes the same file everywhere.",
    subcommands: [LogisticsScenarios.self, PowerScenarios.self, RealSitesScenarios.self])
}
