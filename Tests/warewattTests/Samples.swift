// SPDX-License-Identifier: GPL-3.0-or-later

/// Small valid scenarios of both markets, made up, with most of what a scenario may hold.
enum Samples {
  static let logistics = """
    {
      "format": "warewatt.scenario/1", "market": "logistics", "currency": "AUD",
      "transport": { "road_factor": 1.3, "rate_aud_per_pallet_km": 350 },
      "lanes": { "list": [ { "warehouse": "w1", "demand": "d1", "cost_aud": 10 },
        { "warehouse": "w2", "demand": "d2", "distance_km": 3.5 } ] },
      "warehouses": [
        { "id": "w1", "place": { "latitude": 35.1, "longitude": 129 }, "capacity_pallets": 20,
          "activation_cost_aud": 66500, "handling_cost_aud_per_pallet": 2100, "storage_classes": ["ambient"] },
        { "id": "w2", "capacity_pallets": 300 } ],
      "demands": [
        { "id": "d1", "place": { "latitude": 35.2, "longitude": 129.1 }, "quantity_pallets": 29,
          "storage_class": "ambient", "unserved_penalty_aud": 812000 },
        { "id": "d2", "quantity_pallets": 39, "single_source": true } ]
    }
    """

  static let power = """
    {
      "format": "warewatt.scenario/1", "market": "power", "currency": "KRW",
      "horizon": { "start": "2026-03-31T22:00:00+09:00", "interval_minutes": 60, "intervals": 3 },
      "market_price": { "file": "s.csv", "column": "price", "unit": "per_MWh" },
      "zone_pairs": [ { "from_zone": "a", "to_zone": "b", "loss_factor": 0.04, "contracted_fee_krw_per_kwh": 4 } ],
      "contract_terms": { "smallest_share": 0.05, "largest_count_per_consumer": 3, "fixed_cost_krw": 20 },
      "suppliers": [
        { "id": "s1", "source": "solar", "zone": "a", "capacity_kw": 1800, "ask_krw_per_kwh": 116,
          "generation": { "file": "s.csv", "column": "sun", "unit": "kW" } },
        { "id": "s2", "source": "wind", "zone": "a", "capacity_kw": 100, "ask_krw_per_kwh": 900,
          "generation": { "constant": 10, "unit": "kWh" } } ],
      "consumers": [
        { "id": "c1", "zone": "b", "load": { "values": [5, 60, 7], "unit": "kWh" },
          "re100": { "minimum_share": 0.9, "shortfall_price_krw_per_kwh": 97 },
          "retail_price": { "constant": 180, "unit": "per_kWh" }, "ceiling_krw_per_kwh": 139,
          "supply_fee_krw_per_kwh": 10 } ]
    }
    """

  static let series = """
    stamp,price,sun
    2026-03-31T22:00:00+09:00,90000,0
    2026-03-31T23:00:00+09:00,95000,50.5
    2026-04-01T00:00:00+09:00,91000,70

    """

  /// Two warehouses and two demands in the layout of the OR-Library.
  static let orlib = "2 2\n10 100\n20 50\n5 7 8\n6 9 10\n"

  /// All of them, by the names they are written to.
  static let files = ["l.json": logistics, "p.json": power, "s.csv": series, "cap.txt": orlib]
}
