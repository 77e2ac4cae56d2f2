// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
public import Instances
internal import Interchange
internal import Logistics

/// Where a scenario comes from: a file of ours, or an instance file of the field.
struct ScenarioInput: ParsableArguments {
  @Argument(help: ArgumentHelp("Scenario file; - is standard input.", valueName: "scenario"))
  var path: String

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "Read an instance file: \(InstanceFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format: InstanceFormat?

  @OptionGroup var variant: VariantOptions

  func validate() throws {
    if format == nil { try variant.refuseWithoutFormat() }
  }

  /// Hands the market and the valid scenario to `body`.
  func load<Body: ScenarioBody>(_ inputs: InputReader, _ body: Body) throws {
    let bytes = try inputs.read(path)
    let name = path == "-" ? "standard input" : path
    if let format {
      let file = try format.read(bytes, file: name, variant: variant.value)
      let scenario = try LogisticsScenario(file, document: JSONDocument(placeholderFor: name), inputs: inputs)
      return try body.run(LogisticsMarket.self, scenario, name: file.name ?? name)
    }
    let (document, type) = try open(bytes, name)
    func run<M: Market>(_ type: M.Type) throws {
      let scenario = try type.scenario(from: document, inputs: inputs)
      try body.run(type, scenario, name: document.string(ofMember: "name") ?? name)
    }
    try run(type)
  }

  /// What is wrong and what may be wrong in the scenario.
  func examine(_ inputs: InputReader) throws -> Examination {
    let bytes = try inputs.read(path)
    let name = path == "-" ? "standard input" : path
    do {
      let (document, type) = try open(bytes, name)
      return try type.examine(document, inputs: inputs)
    } catch let error as DataError {
      var examination = Examination()
      examination.error = error
      return examination
    }
  }

  /// A scenario file of ours and its market.
  private func open(_ bytes: [UInt8], _ name: String) throws -> (JSONDocument, any Market.Type) {
    try refuseOtherThanObject(bytes, name)
    let document = try JSONDocument(parsing: bytes, file: path)
    if document.string(ofMember: "format") == "warewatt.plan/1" {
      throw DataError(
        DataIssue(
          file: name, line: document.line(ofPath: "format"), place: "format", found: "a plan",
          expected: "a scenario, \"warewatt.scenario/1\"; the scenario comes first, then the plan"))
    }
    let known = markets.map { $0.name }
    guard let market = document.string(ofMember: "market"),
      let type = markets.first(where: { $0.name == market })
    else {
      throw DataError(
        DataIssue(
          file: name, line: document.line(ofPath: "market"), place: "market",
          found: document.excerpt(ofMember: "market") ?? "no market",
          expected: "\"market\": " + known.map { "\"\($0)\"" }.joined(separator: " or ")))
    }
    try document.checkCurrency()
    return (document, type)
  }
}

/// Says what to do about a file that is not JSON at all, such as an instance file of the field.
private func refuseOtherThanObject(_ bytes: [UInt8], _ name: String) throws(DataError) {
  let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  guard let first = bytes[start...].first(where: { $0 > 0x20 }), first != UInt8(ascii: "{") else { return }
  throw DataError(
    DataIssue(
      file: name, line: 1 + bytes.prefix { $0 <= 0x20 }.count { $0 == UInt8(ascii: "\n") }, place: "",
      found: "a file that does not begin with '{'",
      expected:
        "a scenario in JSON; an instance file needs --from (\(InstanceFormat.allCases.map(\.rawValue).joined(separator: ", ")))"
    ))
}

/// What a command does with a scenario of whichever market.
protocol ScenarioBody {
  func run<M: Market>(_ market: M.Type, _ scenario: M.Scenario, name: String) throws
}

/// What an instance file leaves open.
struct VariantOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Capacity of every warehouse (orlib-cap: capa, capb and capc need it).", valueName: "units"))
  var capacity: Double?

  @Flag(help: "Each demand of the instance goes to one warehouse.")
  var singleSource = false

  var value: InstanceVariant { InstanceVariant(capacity: capacity, isSingleSource: singleSource) }

  func refuseWithoutFormat() throws {
    if capacity != nil || singleSource {
      throw ValidationError(
        "--capacity and --single-source go with --from: they are options of instance files.")
    }
  }

  func validate() throws {
    if let capacity, !(capacity > 0 && capacity.isFinite) {
      throw ValidationError("--capacity takes a number above 0.")
    }
  }
}

extension InstanceFormat: ExpressibleByArgument {}
