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
    var issues = IssueCollector(document: document)
    let horizon = PowerValidation.horizon(file, &issues)
    let holidays = PowerValidation.holidays(file, &issues)
    PowerValidation.check(file, &issues)
    let tariffs = Dictionary(
      (file.tariffs ?? []).enumerated().map { index, tariff in
        (tariff.id, TariffTable(tariff, path: "tariffs[\(index)]", &issues))
      }, uniquingKeysWith: { first, _ in first })
    // Series are measured against the horizon: without one there is nothing more to say.
    guard let horizon else {
      try issues.throwIfAny()
      preconditionFailure("a horizon without issues")
    }
    try SeriesRules.checkSize(file, horizon, &issues)

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
        consumer.retailPrice, id, known: tariffs.keys.sorted(), path, &issues)
      return nil
    }
    let series = try reader.readAll(&issues)
    for (index, supplier) in file.suppliers.enumerated() {
      guard let read = series[generation[index]] else { continue }
      SeriesRules.checkGeneration(read, capacityKW: supplier.capacity, horizon, &issues)
    }
    for index in loads { series[index].map { SeriesRules.checkNotNegative($0, "load", horizon, &issues) } }
    for case let index? in retail {
      series[index].map { SeriesRules.checkNotNegative($0, "retail price", horizon, &issues) }
    }
    try issues.throwIfAny()

    name = file.name ?? document.file
    currency = file.currency
    options = file.options ?? SolveOptionsChoice()
    self.horizon = horizon
    marketPrice = series[marketSeries]?.values ?? []
    suppliers = file.suppliers.enumerated().map { index, supplier in
      Supplier(
        id: supplier.id, generation: series[generation[index]]?.values ?? [], ask: supplier.ask,
        largestShareForSale: supplier.largestShareForSale ?? 1)
    }
    // One array for all consumers of a tariff.
    let horizonPrices = Dictionary(
      tariffs.map { ($0.key, $0.value.prices(over: horizon, holidays: holidays)) },
      uniquingKeysWith: { first, _ in first })
    consumers = file.consumers.enumerated().map { index, consumer in
      let load = series[loads[index]]?.values ?? []
      let price =
        retail[index].flatMap { series[$0]?.values }
        ?? consumer.retailPrice.tariff.flatMap { horizonPrices[$0] }
        ?? []
      return Consumer(
        id: consumer.id, load: load, retailPrice: price, supplyFee: consumer.supplyFee ?? 0,
        minimumShare: consumer.re100?.minimumShare ?? 0, shortfallPrice: consumer.re100?.shortfallPrice,
        largestContractCount: consumer.largestContractCount ?? file.contractTerms?.largestCount,
        totalLoad: load.reduce(0, +))
    }
    let table = PairTable(file)
    pairs = table.pairs
    pairStart = table.pairStart
    rejectedPairs = table.rejected
    try ConcavityRule.check(self, document: document)
  }
}
