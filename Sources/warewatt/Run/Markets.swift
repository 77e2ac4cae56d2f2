// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import Logistics
internal import PowerTrading

/// The markets that Warewatt clears. A further one is a line here.
let markets: [any Market.Type] = [LogisticsMarket.self, PowerMarket.self]
