// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Interchange

/// `warewatt schema`
struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints the JSON Schema of a file kind.",
    discussion: "Keys of amounts carry the currency; --currency prints them for another than KRW.")

  /// A kind of file.
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case scenario, plan, statement
  }

  @Argument(help: "scenario, plan or statement")
  var kind: Kind

  @Option(
    help: ArgumentHelp(
      "One market only: \(markets.map { $0.name }.joined(separator: ", ")).", valueName: "market"))
  var market: String?

  @Option(help: ArgumentHelp("Currency in the keys (default: KRW).", valueName: "code"))
  var currency = "KRW"

  func validate() throws {
    if let market, !markets.contains(where: { $0.name == market }) {
      throw ValidationError("--market takes one of: \(markets.map { $0.name }.joined(separator: ", ")).")
    }
    if currency.utf8.count != 3 || !currency.utf8.allSatisfy({ (65...90).contains($0) }) {
      throw ValidationError("--currency takes three capital letters.")
    }
  }

  func run() throws {
    try reportingFailures { try printToStandardOutput(text()) }
  }

  private func schema(of type: any Market.Type) -> JSONSchema? {
    switch kind {
    case .scenario: type.scenarioSchema
    case .plan: type.planSchema
    case .statement: type.statementSchema
    }
  }

  private func text() throws -> String {
    let schemas = markets.filter { market == nil || $0.name == market }.compactMap { type in
      schema(of: type).map { (type.name, $0.text(currency: currency)) }
    }
    if schemas.isEmpty { throw ValidationError("The market has no \(kind.rawValue) files.") }
    if schemas.count == 1 { return schemas[0].1 }
    // Each market's schema is a resource of its own, so that its references stay within it.
    let resources = schemas.map { name, text in
      "\"\(name)\": "
        + text.replacing(
          "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",",
          with: "\"$id\": \"warewatt:\(name)-\(kind.rawValue)\",", maxReplacements: 1)
    }
    let choices = schemas.map { "{ \"$ref\": \"warewatt:\($0.0)-\(kind.rawValue)\" }" }
    return """
      {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Warewatt \(kind.rawValue)",
      "oneOf": [\(choices.joined(separator: ", "))],
      "$defs": {
      \(resources.joined(separator: ",\n"))
      }
      }

      """
  }
}
