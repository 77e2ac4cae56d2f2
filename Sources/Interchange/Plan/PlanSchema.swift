// SPDX-License-Identifier: GPL-3.0-or-later

/// The schema of a market's plan file: the envelope around the market's own part.
public func planSchema(market: String, part: String) -> JSONSchema {
  JSONSchema(
    text: String(decoding: PackageResources.plan_envelope_json, as: UTF8.self),
    fragments: ["market": "\"\(market)\"", "options": SolveOptionsChoice.schemaText, "plan": part])
}
