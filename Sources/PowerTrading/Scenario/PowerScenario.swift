// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// A valid power scenario: every series in kWh or currency per kWh and as long as the horizon, every
/// open pair with its loss and fee.
///
/// Suppliers, consumers, pairs and intervals are counted from 0; pairs are grouped by consumer.
public struct PowerScenario: Sendable {
  /// Who sells.
  public struct Supplier: Sendable {
    /// Its id.
    public let id: String
    /// Generation per interval, kWh.
    public let generation: [Double]
    /// Currency per supplied kWh.
    public let ask: Double
    /// Share of the output that may be under contract.
    public let largestShareForSale: Double
    /// Whether supplied energy counts towards RE100.
    public internal(set) var countsTowardsRE100 = true
    /// Whether it counts as carbon-free in the interval of its use.
    public internal(set) var isCarbonFree = true
    /// Nameplate in kW; 0 where it does not matter.
    public internal(set) var capacity = 0.0
    /// Contracts at the most; nil for any number.
    public internal(set) var largestContractCount: Int?
    /// Its mean output in every interval, kWh; empty where no contract may be baseload.
    public internal(set) var flat: [Double] = []
  }

  /// Who buys.
  public struct Consumer: Sendable {
    /// Its id.
    public let id: String
    /// Load per interval, kWh.
    public let load: [Double]
    /// Energy price of the utility per interval, currency per kWh.
    public internal(set) var retailPrice: [Double]
    /// Currency per supplied kWh.
    public internal(set) var supplyFee: Double
    /// Supplied energy over load, at least; 0 for none.
    public internal(set) var minimumShare: Double
    /// Currency per kWh missing from the minimum share; nil where it is a hard rule.
    public internal(set) var shortfallPrice: Double?
    /// Contracts at the most; nil for any number.
    public let largestContractCount: Int?
    /// Load of the horizon, kWh.
    public let totalLoad: Double
    /// How the suppliers top it up where they serve it in full; nil for a consumer of the utility.
    public internal(set) var topUp: TopUp?
    /// Currency per kWh for certificates that fill what is missing; nil where none are on offer.
    public internal(set) var recPrice: Double?
    /// Carbon-free supplied energy over load, at least; 0 for none.
    public internal(set) var matchingShare = 0.0
    /// Currency per kWh missing from it; nil where it is a hard rule.
    public internal(set) var matchingPrice: Double?

    /// What must be supplied at least, kWh.
    public var requiredEnergy: Double { minimumShare * totalLoad }

    /// What is missing from it, kWh; less than a billionth of the load is rounding, and counts as nothing.
    ///
    /// - Parameter supplied: supplied energy that counts towards RE100, kWh.
    public func shortfall(supplied: Double) -> Double {
      let missing = requiredEnergy - supplied
      return missing > 1e-9 * totalLoad ? missing : 0
    }
  }

  /// An offer: an open pair of a supplier and a consumer, in one form of contract.
  public struct Pair: Sendable {
    /// Index of the supplier.
    public let supplier: Int
    /// Index of the consumer.
    public let consumer: Int
    /// Share of the energy lost on the way.
    public internal(set) var loss: Double
    /// Currency per contracted kWh at the plant.
    public internal(set) var contractedFee: Double
    /// A contract takes at least this share of the output.
    public internal(set) var smallestShare: Double
    /// Currency per contract.
    public internal(set) var fixedCost: Double
    /// A contract takes at most this share of the output.
    public internal(set) var largestShare = 1.0
    /// Currency per supplied kWh above the consumer's supply fee; 0 where all its pairs pay the same.
    public internal(set) var suppliedFee = 0.0
    /// Network use per supplied kWh, a part of the fees on supplied energy.
    public internal(set) var networkUse = 0.0
    /// Uplift per supplied kWh, a part of them too.
    public internal(set) var uplift = 0.0
    /// The share is a whole multiple of this; 0 for any share.
    public internal(set) var lotShare = 0.0
    /// What a contract delivers at least, where missing energy has a price.
    public internal(set) var guarantee: Guarantee?
    /// Whether the contract is in force: exactly `largestShare`.
    public internal(set) var isFrozen = false
    /// The highest ask at which the consumer's ceiling lets the pair contract.
    public internal(set) var largestAsk = Double.infinity
    /// What the contract delivers.
    public internal(set) var form = ContractForm.payAsProduced
    /// Which energy the ask is paid for.
    public internal(set) var paymentOn = PaymentBasis.supplied
    /// Who sells the surplus.
    public internal(set) var surplusWith = SurplusOwner.seller
    /// Share of the load up to which a contract as consumed delivers.
    public internal(set) var consumedShare = 1.0
    /// Currency per kWh for certificates of what a plant generates below its flat profile; nil for none.
    public internal(set) var missingCertificatePrice: Double?
    /// Whether the same parties may choose another form instead.
    public internal(set) var isOneOfSeveral = false
  }

  /// What the scenario is called.
  public let name: String
  /// ISO 4217 code.
  public let currency: String
  /// Options that the file asks for.
  public let options: SolveOptionsChoice
  /// The intervals.
  public let horizon: Horizon
  /// Price of surplus per interval, currency per kWh.
  public internal(set) var marketPrice: [Double]
  /// The suppliers, in the order of the file.
  public internal(set) var suppliers: [Supplier]
  /// The consumers, in the order of the file.
  public internal(set) var consumers: [Consumer]
  /// The open pairs, by consumer and then by supplier.
  public internal(set) var pairs: [Pair]
  /// The pairs of consumer j are `pairStart[j] ..< pairStart[j + 1]`.
  public let pairStart: [Int]
  /// The closed pairs, by consumer and then by supplier.
  public let rejectedPairs: [RejectedPair]
  /// What the scheme asks of all contracts together; nil for nothing.
  public internal(set) var zoneRules: ZoneRules?
  /// By which rules and prices the scenario is read.
  public internal(set) var basis: PriceBasis?
  /// What statements charge besides the contracts' own amounts.
  public internal(set) var statementTerms = StatementTerms()
  /// What may be wrong in the data, each with its place.
  public internal(set) var warnings: [String] = []
  /// How supplied energy is split over a consumer's suppliers.
  public var split = SupplySplit.proRata
  /// What is maximised, one after the other.
  public var objectives = [ObjectiveStage(objective: .jointGain)]
  /// Whether contracts may leave a party worse off.
  public var participation = ParticipationRule.none

  /// The indices of a consumer's pairs.
  public func pairs(ofConsumer consumer: Int) -> Range<Int> { pairStart[consumer]..<pairStart[consumer + 1] }

  /// What supplying a kWh is worth over selling it as surplus, currency per kWh: retail - fee - market.
  public func supplyValue(consumer: Int, interval: Int) -> Double {
    consumers[consumer].retailPrice[interval] - consumers[consumer].supplyFee - marketPrice[interval]
  }

  /// Whether any rule on contracts needs a yes-or-no variable.
  public var hasContractChoices: Bool {
    pairs.contains { $0.needsChoice || $0.lotShare > 0 }
      || consumers.contains { $0.largestContractCount != nil }
      || suppliers.contains { $0.largestContractCount != nil }
  }
}
