// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

extension PowerScenario {
  /// Makes a valid scenario of a file's content.
  ///
  /// - Parameters:
  ///   - document: the file, for the places in errors.
  ///   - inputs: reads the series files that the scenario names.
  /// - Throws: `DataError` with every rule the content breaks, `UnreadableFile` for a missing file.
  public init(_ file: PowerScenarioFile, document: JSONDocument, inputs: InputReader) throws {
    var warnings = IssueCollector(document: document)
    try self.init(file, document: document, inputs: inputs, warnings: &warnings)
  }

  /// The same, with what may be wrong in the data; also where it throws what is wrong.
  init(
    _ file: PowerScenarioFile, document: JSONDocument, inputs: InputReader, warnings: inout IssueCollector
  ) throws {
    var issues = IssueCollector(document: document)
    let horizon = PowerValidation.horizon(file, &issues)
    let holidays = PowerValidation.holidays(file, &issues)
    PowerValidation.check(file, &issues)
    FormValidation.check(file, &issues)
    // Series are measured against the horizon: without one there is nothing more to say.
    guard let horizon else {
      try issues.throwIfAny()
      preconditionFailure("a horizon without issues")
    }
    try SeriesRules.checkSize(file, horizon, &issues)
    var retailPrices = RetailPrices(file, horizon: horizon, holidays: holidays, &issues)
    let rules = PowerValidation.scheme(file, horizon, &issues) ?? .open

    var reader = SeriesReader(horizon: horizon, document: document, inputs: inputs)
    let marketSeries = reader.request(file.marketPrice, path: "market_price")
    let generation = file.suppliers.enumerated().map { index, supplier in
      reader.request(supplier.generation, path: "suppliers[\(index)].generation")
    }
    let loads = file.consumers.enumerated().map { index, consumer in
      reader.request(consumer.load, path: "consumers[\(index)].load")
    }
    let retail: [Int?] = file.consumers.enumerated().map { index, consumer in
      let path = "consumers[\(index)].retail_price"
      guard let id = consumer.retailPrice.tariff else {
        return reader.request(consumer.retailPrice, path: path)
      }
      PowerValidation.checkTariffReference(
        consumer.retailPrice, id, known: retailPrices.tariffs.keys + KoreaIndustrialTariff.ids, path, &issues)
      return nil
    }
    for (index, consumer) in file.consumers.enumerated() {
      retailPrices.check(consumer, path: "consumers[\(index)]", &issues)
    }
    let series = try reader.readAll(&issues, &warnings)
    for (index, supplier) in file.suppliers.enumerated() {
      guard let read = series[generation[index]] else { continue }
      SeriesRules.checkGeneration(read, capacityKW: supplier.capacity, horizon, &issues)
    }
    for index in loads { series[index].map { SeriesRules.checkNotNegative($0, "load", horizon, &issues) } }
    for case let index? in retail {
      series[index].map { SeriesRules.checkNotNegative($0, "retail price", horizon, &issues) }
    }
    SeriesDoctor(file: file, horizon: horizon).examine(
      generation: generation.map { series[$0] }, loads: loads.map { series[$0] },
      market: series[marketSeries], retail: retail.map { $0.flatMap { series[$0] } }, &warnings)
    self.warnings = warnings.issues.map(\.description)
    try issues.throwIfAny()
    let generated = generation.map { series[$0]?.values.reduce(0, +) ?? 0 }
    let table = PairTable(file, rules, generated: generated)
    PowerValidation.frozenContracts(file, table, &issues)
    try issues.throwIfAny()

    name = file.name ?? document.file
    currency = file.currency
    options = file.options ?? SolveOptionsChoice()
    self.horizon = horizon
    let market = series[marketSeries]?.values ?? []
    marketPrice = market
    suppliers = file.suppliers.enumerated().map { index, supplier in
      var own = Supplier(
        id: supplier.id, generation: series[generation[index]]?.values ?? [], ask: supplier.ask,
        largestShareForSale: supplier.largestShareForSale ?? 1)
      own.capacity = supplier.capacity
      own.countsTowardsRE100 = supplier.countsTowardsRE100 ?? supplier.source.isRenewable
      own.isCarbonFree = supplier.countsTowardsRE100 == true || supplier.source.isCarbonFree
      own.largestContractCount = supplier.largestCount ?? file.contractTerms?.largestCountPerSupplier
      return own
    }
    let fees = NetworkFees(file)
    let fundRate = file.industryFundRate ?? 0
    consumers = file.consumers.enumerated().map { index, consumer in
      let load = series[loads[index]]?.values ?? []
      let utility = retailPrices.prices(consumer, series: retail[index].map { series[$0]?.values ?? [] })
      var (topUp, price): (TopUp?, [Double]) = (nil, utility)
      if rules.servesInFull(consumer) {
        let fee =
          (consumer.supplyFee ?? 0)
          + (fees.fee(fromZone: nil, toZone: consumer.zone, voltage: consumer.voltage) ?? 0)
        price = market.map { $0 * (1 + fundRate) + fee }
        topUp = TopUp(utilityPrice: utility, fee: fee)
      }
      var own = Consumer(
        id: consumer.id, load: load, retailPrice: price,
        supplyFee: (consumer.supplyFee ?? 0) + table.commonFee[index],
        minimumShare: consumer.re100?.minimumShare ?? 0, shortfallPrice: consumer.re100?.shortfallPrice,
        largestContractCount: consumer.largestContractCount ?? file.contractTerms?.largestCount,
        totalLoad: load.reduce(0, +))
      own.topUp = topUp
      own.recPrice = consumer.recPrice
      own.matchingShare = consumer.matching247?.minimumShare ?? 0
      own.matchingPrice = consumer.matching247?.shortfallPrice
      return own
    }
    pairs = table.pairs
    pairStart = table.pairStart
    rejectedPairs = table.rejected
    zoneRules = rules.zoneRules(members: file.consumers.map { $0.member != false })
    basis = PriceBasis(file, rules, retailPrices)
    statementTerms = file.statement ?? StatementTerms()
    setTerms(file)
  }
}
