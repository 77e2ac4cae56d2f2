// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import PowerTrading
import Testing

/// Each form of contract and each rule, worked out by hand.
@Suite struct FormByHandTests {
  /// 10 and 30 kWh at an ask of 60, loads of 15 and 15 at 100, a market of 50 and 40.
  private func market(_ form: String) -> FormMarket {
    var market = FormMarket(
      SmallMarket(
        market: [50, 40], suppliers: [.init(id: "s", generation: [10, 30], ask: 60)],
        consumers: [.init(id: "c", load: [15, 15], retail: [100, 100])]))
    market.forms = [form]
    return market
  }

  @Test("Paid on all that is contracted, the surplus goes with the payment")
  func contracted() throws {
    // All of it: supplied 10 and 15, surplus 15 at 40. Joint 50 x 10 + 60 x 15 = 1400.
    // The consumer saves 2500 and sells for 600, and pays 40 x 60 = 2400: 700.
    // The supplier earns 2400 and gives up 500 + 1200: 700.
    var market = market("pay_as_produced")
    market.payment = "contracted"
    market.surplus = "buyer"
    let solved = try SolvedCase(market.json)
    let plan = try #require(solved.envelope.plan)
    #expect(solved.value.map { agree($0, 1400) } == true)
    // 500 s + 60 min(30 s, 15) still rises beyond a half.
    #expect(agree(plan.contracts[0].share, 1))
    #expect(agree(plan.consumers[0].gain, 700) && agree(plan.suppliers[0].gain, 700))
    #expect(agree(plan.consumers[0].surplusRevenue ?? 0, 600) && plan.suppliers[0].surplusRevenue == 0)
  }

  @Test("Baseload delivers the mean, and what the plant lacks may need certificates")
  func baseload() throws {
    // 20 in either hour for all of it: 15 supplied, so that 0.75 is enough. 50 x 15 + 60 x 15 = 1650;
    // 0.75 of the 10 that are missing in the first hour at 12: 90.
    var market = market("baseload")
    market.certificatePrice = 12
    market.base.contractedFee = [[1]]
    let solved = try SolvedCase(market.json)
    let contract = try #require(solved.envelope.plan?.contracts.first)
    #expect(agree(contract.share, 0.75) && agree(contract.missingEnergy ?? 0, 7.5))
    #expect(solved.value.map { agree($0, 1650 - 90 - 30) } == true)
  }

  @Test("As consumed, no more than the share of the load is delivered")
  func consumed() throws {
    // 0.4 x 15 = 6 in either hour, worth 50 x 6 + 60 x 6, whatever the share above 0.6.
    var market = market("pay_as_consumed")
    market.consumedShare = 0.4
    let solved = try SolvedCase(market.json)
    let plan = try #require(solved.envelope.plan)
    #expect(solved.value.map { agree($0, 660) } == true)
    // Paid for 12 kWh; the rest is the supplier's to sell.
    #expect(agree(plan.contracts[0].energyPayment, 720) && agree(plan.contracts[0].supplied, 12))
  }

  @Test("A contract for differences changes no bill and brings certificates")
  func differences() throws {
    // Half of the load is asked for: 15 kWh, 40 are generated. Joint: 15 at 80 stay unpaid.
    var market = market("virtual")
    market.base.consumers[0].minimumShare = 0.5
    market.base.consumers[0].shortfallPrice = 80
    market.base.fixedCost = 100
    let solved = try SolvedCase(market.json)
    #expect(solved.value.map { agree($0, -100) } == true)
    let plan = try #require(solved.envelope.plan)
    #expect(plan.contracts.count == 1 && plan.consumers[0].supplied == 0)
    // (60 - 50) x 10 + (60 - 40) x 30 = 700 for all of it.
    #expect(agree(plan.contracts[0].energyPayment, 700 * plan.contracts[0].share))
    #expect(plan.consumers[0].re100Share >= 0.5 - 1e-9 && plan.consumers[0].re100Shortfall == 0)
  }

  @Test("Certificates fill the target where they cost less than what is missing", arguments: [20.0, 90.0])
  func certificates(price: Double) throws {
    var market = market("pay_as_produced")
    market.base.consumers[0].minimumShare = 1
    market.base.consumers[0].shortfallPrice = 30
    market.rec = [price]
    let solved = try SolvedCase(market.json)
    let account = try #require(solved.envelope.plan?.consumers.first)
    // 25 of 30 are supplied; 5 are bought at 20, or missing at 30.
    #expect(solved.value.map { agree($0, 1400 - 5 * min(price, 30)) } == true)
    #expect(agree(account.certificates ?? 0, price < 30 ? 5 : 0))
    #expect(agree(account.re100Shortfall, price < 30 ? 0 : 5))
  }

  @Test("The cheaper supplier is taken first by merit order, and a part of each pro rata")
  func split() throws {
    // Two plants of 10 kWh, of which 10 are used; the consumer's cost leaves it to the split what is paid.
    for (split, paid) in [("merit_order", 500.0), ("pro_rata", 500.0)] {
      var market = FormMarket(
        SmallMarket(
          market: [40],
          suppliers: [
            .init(id: "dear", generation: [10], ask: 70), .init(id: "cheap", generation: [10], ask: 50),
          ],
          consumers: [.init(id: "c", load: [10], retail: [100])]))
      market.split = split
      market.objectives = [("consumer_cost", 0)]
      let solved = try SolvedCase(market.json)
      #expect(
        solved.value.map { abs($0 - (1000 - paid)) < 1e-3 } == true, "\(split): \(solved.value ?? .nan)")
    }
  }

  @Test("No party loses where none may, and each unit lost has its price")
  func participation() throws {
    // At an ask of 30 the supplier gives up 50 and 40 for it: contracts that gain 1400 together make it lose.
    var market = market("pay_as_produced")
    market.base.suppliers[0].ask = 30
    market.payment = "contracted"
    market.surplus = "buyer"
    // It loses 40 x 30 - 1700 = -500 for all of it.
    market.isHard = true
    #expect(try SolvedCase(market.json).value.map { abs($0) < 1e-3 } == true)
    market.isHard = false
    market.lossPrice = 0.5
    #expect(try SolvedCase(market.json).value.map { agree($0, 1400 - 250) } == true)
    market.lossPrice = 5
    #expect(try SolvedCase(market.json).value.map { abs($0) < 1e-3 } == true)
  }

  @Test("An objective is given up for the next by no more than its tolerance")
  func order() throws {
    // The first share gains 1400 for 25 kWh. A fee of 40 on contracted energy makes more than a half lose:
    // the slope is 500 + 1800 - 1600 up to a half, 500 - 1600 beyond.
    var market = market("pay_as_produced")
    market.base.contractedFee = [[40]]
    market.objectives = [("joint_gain", 0.2), ("matched_energy", 0)]
    let solved = try SolvedCase(market.json)
    let stages = try #require(solved.envelope.plan?.stages)
    // 350 at a half; 280 are enough, 1100 a share are lost beyond: 0.5 + 70 / 1100 of the first hour's 10.
    #expect(agree(stages[0].value, 350))
    #expect(solved.value.map { abs($0 - (15 + 10 * (0.5 + 70.0 / 1100))) < 1e-5 } == true)
  }

  @Test("Hours in which supply loses are settled as they are")
  func losingHours() throws {
    // Retail 100 and 20 against an ask of 60: 40 x 10 s - 40 min(30 s, 15), best at 0 or 1.
    var market = market("pay_as_produced")
    market.base.consumers[0].retail = [100, 20]
    market.objectives = [("consumer_cost", 0)]
    #expect(try SolvedCase(market.json).value.map { abs($0) < 1e-6 } == true)
    market.base.consumers[0].retail = [125, 20]
    // 65 x 10 - 40 x 15 = 50 at 1, though every small share loses.
    let solved = try SolvedCase(market.json)
    #expect(solved.value.map { agree($0, 50) } == true && solved.envelope.status == .optimal)
  }

  @Test("A hard target out of reach is named with what can be reached")
  func outOfReach() throws {
    // As consumed at most 0.4 of the load; a certificate price or a contract for differences would do.
    var market = market("pay_as_consumed")
    market.consumedShare = 0.4
    market.base.consumers[0].minimumShare = 0.5
    let solved = try SolvedCase(market.json)
    #expect(solved.envelope.status == .infeasible && solved.report.infeasibilityProof != nil)
    let culprit = try #require(solved.envelope.plan?.infeasibility?.consumers.first)
    #expect(culprit.consumer == "c" && agree(culprit.reachableShare, 0.4))
    market.rec = [50]
    #expect(try SolvedCase(market.json).value.map { agree($0, 660 - 50 * 3) } == true)
    market.rec = [nil]
    market.forms = ["pay_as_consumed", "virtual"]
    #expect(try SolvedCase(market.json).value != nil)
  }

  @Test("A method that does not know the terms hands over, and the plan says why")
  func methods() throws {
    var market = market("pay_as_consumed")
    let handed = try SolvedCase(market.json, method: .decomposition).envelope
    #expect(handed.method == "direct" && handed.methodReason?.contains("contracts as consumed") == true)
    #expect(try SolvedCase(market.json, method: .auto).envelope.methodReason != nil)
    #expect(try SolvedCase(market.json).envelope.methodReason == nil)
    market.forms = ["baseload"]
    #expect(try SolvedCase(market.json, method: .decomposition).envelope.method.hasPrefix("decomposition"))
  }

  @Test("What the terms leave open or contradict is refused, and where")
  func refused() throws {
    func message(_ change: (inout FormMarket) -> Void, _ edit: (String) -> String = { $0 }) -> String {
      var market = market("pay_as_produced")
      change(&market)
      do {
        _ = try SolvedCase.scenario(edit(market.json))
        return ""
      } catch { return "\(error)" }
    }
    #expect(message { _ in } == "")
    #expect(message { $0.objectives = [("joint_gains", 0)] }.contains("joint_gain"))
    #expect(message { $0.objectives = [("joint_gain", 0), ("joint_gain", 0)] }.contains("a second time"))
    #expect(message { $0.forms = ["baseload", "baseload"] }.contains("each form once"))
    #expect(
      message({ $0.forms = ["pay_as_consumed"] }) {
        $0.replacing("\"pay_as_consumed_share\": 0.5, ", with: "")
      }.contains("pay_as_consumed_share"))
    #expect(
      message({ $0.lossPrice = 1 }) { $0.replacing("\"priced\"", with: "\"hard\"") }.contains("participation")
    )
  }
}
