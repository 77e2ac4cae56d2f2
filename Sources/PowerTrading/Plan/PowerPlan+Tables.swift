// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerPlan {
  /// Who gets what: the accounts of the consumers and of the suppliers, and the prices between them.
  func tables(currency: String) -> [PlanTable] {
    accountTables(currency: currency) + priceTables(currency: currency)
  }

  private func accountTables(currency: String) -> [PlanTable] {
    [
      PlanTable(
        columns: [
          "consumer", "load kWh", "supplied kWh", "RE100", "minimum", "pays \(currency)", "gains \(currency)",
        ],
        rows: consumers.map { account in
          [
            .text(account.id), .amount(account.load), .amount(account.supplied), .share(account.re100Share),
            .share(account.re100MinimumShare),
            .amount(
              account.energyPayment + (account.topUpCost ?? 0) + account.supplyFee + account.contractedFee
                + account.fixedCost + (account.pairSupplyFee ?? 0) + (account.certificateCost ?? 0)),
            .amount(account.gain),
          ]
        }),
      PlanTable(
        columns: [
          "supplier", "generates kWh", "sold", "supplied kWh", "surplus kWh", "earns \(currency)",
          "gains \(currency)",
        ],
        rows: suppliers.map { account in
          [
            .text(account.id), .amount(account.generation), .share(account.soldShare),
            .amount(account.supplied),
            .amount(account.surplus), .amount(account.energyPayment + account.surplusRevenue),
            .amount(account.gain),
          ]
        }),
    ]
  }
}
