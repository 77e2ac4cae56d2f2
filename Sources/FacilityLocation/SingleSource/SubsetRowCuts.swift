// SPDX-License-Identifier: GPL-3.0-or-later

/// Subset-row cuts over three customers each: of the sets of customers that facilities serve, at most one
/// holds two or more of the three (Jepsen, Petersen, Spoorendonk and Pisinger 2008,
/// DOI 10.1287/opre.1070.0449). Every single-source solution satisfies them; averages of knapsack solutions
/// need not.
struct SubsetRowCuts: Sendable {
  /// Customers of each cut, ascending: three for each, one cut behind the other.
  private(set) var customers: [Int32] = []

  /// Number of cuts.
  var count: Int { customers.count / 3 }
  /// Most cuts at a time.
  static let limit = 2_000

  /// Adds the cut over three different customers.
  mutating func append(_ triple: CustomerTriple) {
    customers.append(contentsOf: [triple.a, triple.b, triple.c])
  }

  /// The cuts at some places.
  func kept(_ places: [Int]) -> SubsetRowCuts {
    var kept = SubsetRowCuts()
    for place in places { kept.customers.append(contentsOf: customers[(3 * place)..<(3 * place + 3)]) }
    return kept
  }

  /// The customers of a cut.
  subscript(_ cut: Int) -> CustomerTriple {
    CustomerTriple(customers[3 * cut], customers[3 * cut + 1], customers[3 * cut + 2])
  }
}

/// Three different customers, ascending.
struct CustomerTriple: Hashable, Sendable {
  let a: Int32
  let b: Int32
  let c: Int32

  init(_ first: Int32, _ second: Int32, _ third: Int32) {
    a = min(first, second, third)
    c = max(first, second, third)
    b = first ^ second ^ third ^ a ^ c
  }
}
