// SPDX-License-Identifier: GPL-3.0-or-later

/// A statement file: who pays whom what for the contracts of a plan. Energy in whole Wh, money in whole
/// units of the scenario's currency.
public struct StatementFile: Codable, Sendable {
  /// Whose energy is settled.
  public enum Basis: String, Codable, Sendable {
    /// The scenario's own series, as the plan has it.
    case plan
    /// Metered data.
    case metered
  }

  /// `warewatt.statement/1`
  public var format = "warewatt.statement/1"
  /// `power`
  public var market = "power"
  /// What the scenario is called.
  public var scenario: String
  /// ISO 4217 code.
  public var currency: String
  /// Whose energy is settled.
  public var basis: Basis
  /// Start of the first interval settled.
  public var start: String
  /// End of the last.
  public var end: String
  /// How many intervals are settled.
  public var intervals: Int
  /// What may be wrong in the metered data; nil for nothing.
  public var warnings: [String]?
  /// From which input; null until it is known.
  public var provenance = Provenance()
  /// A statement for each contract and month.
  public var statements: [Statement] = []
  /// What each consumer pays.
  public var consumers: [Payer] = []
  /// What each supplier receives.
  public var suppliers: [Recipient] = []
  /// Sums over all statements.
  public var totals = Totals()

  /// What made a statement, and from which input.
  public struct Provenance: Codable, Sendable {
    /// Version of Warewatt.
    public var warewatt = ""
    /// SHA-256 over the scenario and the files it names.
    public var inputSHA256 = ""
    /// SHA-256 of the plan file.
    public var planSHA256 = ""
    /// SHA-256 of the metered data.
    public var meteredSHA256: String?

    enum CodingKeys: String, CodingKey {
      case warewatt
      case inputSHA256 = "input_sha256"
      case planSHA256 = "plan_sha256"
      case meteredSHA256 = "metered_sha256"
    }
  }

  /// What a consumer pays for a month of a contract.
  public struct Statement: Codable, Sendable {
    /// `YYYY-MM`
    public var month: String
    /// Id of the consumer.
    public var consumer: String
    /// Id of the supplier.
    public var supplier: String
    /// What the contract delivers.
    public var form: ContractForm
    /// Share of the output, in (0, 1].
    public var share: Double
    /// Which energy is paid; nil for a contract for differences.
    public var paymentOn: PaymentBasis?
    /// Who sells the surplus; nil for a contract for differences, which has none.
    public var surplusWith: SurplusOwner?
    /// Energy at the plant.
    public var contracted: Int
    /// Lost on the way.
    public var lost: Int
    /// Taken by the consumer.
    public var supplied: Int
    /// Left for the market.
    public var surplus: Int
    /// The flat profile in every interval, Wh; nil but for baseload.
    public var profile: Int?
    /// Generated below the flat profile; nil but for baseload.
    public var missing: Int?
    /// Generated above it; nil but for baseload.
    public var excess: Int?
    /// The lines.
    public var lines: [StatementLine]
    /// Sum of the lines to the supplier.
    public var toSupplier: Int
    /// Sum of the lines to others.
    public var toOthers: Int
    /// Sum of all lines.
    public var total: Int

    enum CodingKeys: String, CodingKey {
      case month, consumer, supplier, form, share
      case paymentOn = "payment_on"
      case surplusWith = "surplus_with"
      case contracted = "contracted_wh"
      case lost = "lost_wh"
      case supplied = "supplied_wh"
      case surplus = "surplus_wh"
      case profile = "profile_wh"
      case missing = "missing_wh"
      case excess = "excess_wh"
      case lines
      case toSupplier = "to_supplier_krw"
      case toOthers = "to_others_krw"
      case total = "total_krw"
    }
  }

  /// Lines of a party itself, in a month.
  public struct Month: Codable, Sendable {
    /// `YYYY-MM`
    public var month: String
    /// The lines.
    public var lines: [StatementLine]
  }

  /// What a target of a consumer asks for, and what is missing from it.
  public struct Target: Codable, Sendable {
    /// `re100` or `matching_24_7`
    public var target: String
    /// What must count at least.
    public var required: Int
    /// What counts.
    public var counted: Int
    /// What is missing; less than a billionth of the load is nothing.
    public var missing: Int
    /// Certificates bought for it, or its price, which nobody is invoiced; nil where it has no price.
    public var line: StatementLine?

    enum CodingKeys: String, CodingKey {
      case target, line
      case required = "required_wh"
      case counted = "counted_wh"
      case missing = "missing_wh"
    }
  }

  /// What a consumer pays in all.
  public struct Payer: Codable, Sendable {
    /// Id of the consumer.
    public var id: String
    /// Load; energy that no contract covers comes from the utility.
    public var load: Int
    /// Taken under contracts.
    public var supplied = 0
    /// Paid to suppliers.
    public var toSuppliers = 0
    /// Paid to others.
    public var toOthers = 0
    /// Paid in all.
    public var total = 0
    /// Received from the market for surplus of its own.
    public var surplusRevenue = 0
    /// Paid less received.
    public var net = 0
    /// Surplus of its own, and topping up, of each month; nil where it has neither.
    public var months: [Month]?
    /// Its targets; nil where it has none, or where less than the horizon is settled.
    public var targets: [Target]?

    enum CodingKeys: String, CodingKey {
      case id, months, targets
      case load = "load_wh"
      case supplied = "supplied_wh"
      case toSuppliers = "to_suppliers_krw"
      case toOthers = "to_others_krw"
      case total = "total_krw"
      case surplusRevenue = "surplus_revenue_krw"
      case net = "net_krw"
    }
  }

  /// What a supplier receives in all.
  public struct Recipient: Codable, Sendable {
    /// Id of the supplier.
    public var id: String
    /// Generation; what is under no contract is sold outside of the statements.
    public var generation: Int
    /// Under contract, at the plant.
    public var contracted = 0
    /// Taken by the consumers.
    public var supplied = 0
    /// Left for the market.
    public var surplus = 0
    /// Received from the consumers.
    public var received = 0
    /// Received from the market for surplus of its own.
    public var surplusRevenue = 0
    /// Received from the market for generation above flat profiles, less paid to it for what is missing.
    public var balancing = 0
    /// Paid for certificates of missing energy, below 0.
    public var certificates = 0
    /// Paid to replace guaranteed energy that did not arrive, below 0.
    public var guarantees = 0
    /// Received in all.
    public var net = 0
    /// Surplus, balancing, certificates and guarantees of each month.
    public var months: [Month] = []

    enum CodingKeys: String, CodingKey {
      case id
      case generation = "generation_wh"
      case contracted = "contracted_wh"
      case supplied = "supplied_wh"
      case surplus = "surplus_wh"
      case received = "received_krw"
      case surplusRevenue = "surplus_revenue_krw"
      case balancing = "balancing_krw"
      case certificates = "certificates_krw"
      case guarantees = "guarantees_krw"
      case net = "net_krw"
      case months
    }
  }

  /// Sums over all statements.
  public struct Totals: Codable, Sendable {
    /// Taken under contracts.
    public var supplied = 0
    /// Paid to suppliers by consumers.
    public var toSuppliers = 0
    /// Received by suppliers from consumers: the same.
    public var received = 0
    /// Paid to others.
    public var toOthers = 0
    /// Paid by consumers in all.
    public var total = 0
    /// Received by suppliers for surplus.
    public var surplusRevenue = 0
    /// Received by consumers for surplus.
    public var consumerSurplusRevenue = 0
    /// Received by suppliers from the market for baseload contracts.
    public var balancing = 0
    /// Paid by suppliers for certificates, below 0.
    public var certificates = 0
    /// Paid by suppliers to replace guaranteed energy, below 0.
    public var guarantees = 0
    /// What consumers pay suppliers for energy: the energy lines and those of contracts for differences.
    public var energyAmount = 0
    /// The same in the plan, before rounding; nil where other data than the plan's are settled.
    public var planEnergyPayment: Double?
    /// All that consumers pay, against the plan.
    public var difference: StatementDifference?
    /// What suppliers and consumers receive from the market, against the plan.
    public var marketDifference: StatementDifference?

    enum CodingKeys: String, CodingKey {
      case supplied = "supplied_wh"
      case toSuppliers = "to_suppliers_krw"
      case received = "received_krw"
      case toOthers = "to_others_krw"
      case total = "total_krw"
      case surplusRevenue = "surplus_revenue_krw"
      case consumerSurplusRevenue = "consumer_surplus_revenue_krw"
      case balancing = "balancing_krw"
      case certificates = "certificates_krw"
      case guarantees = "guarantees_krw"
      case energyAmount = "energy_krw"
      case planEnergyPayment = "plan_energy_payment_krw"
      case difference
      case marketDifference = "market_difference"
    }
  }
}
