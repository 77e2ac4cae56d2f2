// SPDX-License-Identifier: GPL-3.0-or-later

/// A small valid scenario with every kind of key, made up; tests spoil it in one place each.
enum FullScenario {
  static let text = """
    {
      "format": "warewatt.scenario/1", "market": "logistics", "name": "full", "description": "made up",
      "currency": "KRW",
      "options": { "method": "direct", "gap": 0.001 },
      "periods": { "count": 6, "unit": "week", "first_day": "2026-12-07" },
      "transport": { "road_factor": 1.5, "speed_kmh": 30, "rate_krw_per_pallet_km": 100, "kg_co2_per_t_km": 0.2 },
      "lanes": { "list": [
        { "warehouse": "north", "demand": "tea", "travel_minutes": 17 },
        { "warehouse": "south", "demand": "tea", "cost_krw": 5000, "distance_km": 8, "kg_co2": 3 } ] },
      "carbon": { "price_krw_per_kg": 50, "cap_kg": 900 },
      "rules": { "max_activated_warehouses": 3, "budget_krw": 9000000,
        "incompatible_classes": [["acid", "chilled"], ["chilled", "acid"], ["acid", "frozen"]] },
      "owners": [ { "id": "kim", "max_warehouses": 2, "largest_share_pallets": 0.8 }, { "id": "lee" } ],
      "groups": [ { "id": "small", "smallest_served_share_t": 0.5 } ],
      "priority_tiers": [ { "id": "first", "unserved_penalty_krw_per_pallet": 1000, "unserved_penalty_krw_per_t": 10 } ],
      "zones": [ { "id": "harbour", "place": { "x_km": 0, "y_km": 4 } }, { "id": "town", "place": { "x_km": 3, "y_km": 0 } } ],
      "trucks": { "capacity_pallets": 12, "cost_krw_per_trip": 30000, "cost_krw_per_trip_km": 1000,
        "kg_co2_per_trip": 2, "kg_co2_per_trip_km": 0.5 },
      "warehouses": [
        { "id": "north", "name": "North", "place": { "x_km": 0, "y_km": 0 }, "owner": "kim",
          "capacity_pallets": 90, "capacity_t": 70,
          "windows": [ { "first_period": 1, "last_period": 2 }, { "first_period": 4, "last_period": 6, "capacity_pallets": 40 } ],
          "activation_cost_krw": 100000, "activation_cost_krw_per_period": 20000,
          "handling_cost_krw_per_pallet": 300, "handling_cost_krw_per_t": 200,
          "smallest_utilisation_pallets": 0.25, "storage_classes": ["dry", "chilled"] },
        { "id": "south", "place": { "x_km": 3, "y_km": 4 }, "owner": "kim", "capacity_t": 60,
          "areas": [
            { "id": "hall", "storage_classes": ["dry", "acid"], "capacity_pallets": 50 },
            { "id": "cold", "storage_classes": ["chilled", "frozen"], "capacity_pallets": 30, "capacity_t": 20,
              "windows": [ { "first_period": 2, "last_period": 6 } ] } ] },
        { "id": "east", "place": { "x_km": 6, "y_km": 0 }, "capacity_pallets": 500, "capacity_t": 500 } ],
      "demands": [
        { "id": "tea", "name": "Tea", "place": { "x_km": 0, "y_km": 4 }, "quantity_pallets": 20, "quantity_t": 8,
          "first_period": 4, "last_period": 5, "storage_class": "dry", "max_warehouses": 2, "smallest_share": 0.25,
          "priority": "first", "group": "small", "max_travel_minutes": 20, "zone": "harbour",
          "delivery_pallets_per_period": 7, "change_cost_krw": 4000 },
        { "id": "fish", "place": { "x_km": 3, "y_km": 0 }, "quantity_pallets": 10, "quantity_t": 9,
          "first_period": 2, "last_period": 3, "storage_class": "chilled", "single_source": true,
          "unserved_penalty_krw": 77000, "priority": "first", "group": "small",
          "forbidden_warehouses": ["east"], "zone": "town" },
        { "id": "lye", "place": { "x_km": 6, "y_km": 4 }, "quantity_pallets": 6, "quantity_t": 12,
          "storage_class": "acid", "allowed_warehouses": ["south", "north"], "max_distance_km": 5 },
        { "id": "tiles", "place": { "x_km": 6, "y_km": 1 }, "quantity_pallets": 30, "quantity_t": 60 } ],
      "existing_plan": {
        "assignments": [
          { "demand": "tea", "warehouse": "south", "area": "hall", "share": 0.75 },
          { "demand": "tea", "warehouse": "north", "share": 0.25 },
          { "demand": "fish", "warehouse": "north", "share": 1 },
          { "demand": "gone", "warehouse": "south", "share": 1 },
          { "demand": "tiles", "warehouse": "east", "share": 0.5 },
          { "demand": "tiles", "warehouse": "closed-down", "share": 0.5 } ],
        "change_cost_krw": 2500,
        "frozen": [ { "demand": "tiles", "warehouse": "east" } ] }
    }
    """
}
