// SPDX-License-Identifier: GPL-3.0-or-later

import Instances
import Interchange
import Logistics
import Testing

@Suite("Instance formats")
struct InstanceFormatTests {
  /// Two warehouses, three customers; the same instance in each layout.
  private static let files: [(InstanceFormat, String)] = [
    (.orlibCap, " 2 3\n 10 5.\n 20 7.50\n 4 \n 8. 12.\n 6\n 18 6\n 5\n 5 20 \n"),
    (.holmberg, "2 3\n10 5\n20 7.5\n4 6 5\n8 18 5\n12 6 20\n99 98 97\n"),
    (.tbed1, "2\t3\n\n4\t6\t5\n10\t20\n5\t7.5\n2\t3\t1\n3\t1\t4\n"),
  ]

  @Test("each layout gives the same instance", arguments: files)
  func layouts(format: InstanceFormat, text: String) throws {
    let file = try format.read(Array(text.utf8), file: "test", variant: InstanceVariant())
    #expect(file.currency == "XXX")
    #expect(file.warehouses.map { $0.capacity[.units] } == [10, 20])
    #expect(file.warehouses.map(\.activationCost) == [5, 7.5])
    #expect(file.demands.map { $0.quantity[.units] } == [4, 6, 5])
    #expect(file.lanes?.costMatrix?.map(\.values) == [[8, 12], [18, 6], [5, 20]])
    #expect(file.demands.allSatisfy { $0.singleSource == nil })
    let single = try format.read(
      Array(text.utf8), file: "test", variant: InstanceVariant(isSingleSource: true))
    #expect(single.demands.allSatisfy { $0.singleSource == true })
  }

  @Test("the word capacity takes the number that is given for it")
  func capacityWord() throws {
    let text = Array("2 1\ncapacity 5\ncapacity 6\n3\n1 2\n".utf8)
    let file = try InstanceFormat.orlibCap.read(text, file: "capx", variant: InstanceVariant(capacity: 8000))
    #expect(file.warehouses.map { $0.capacity[.units] } == [8000, 8000])
    let error = #expect(throws: DataError.self) {
      try InstanceFormat.orlibCap.read(text, file: "capx", variant: InstanceVariant())
    }
    #expect(error?.description.contains("--capacity") == true)
    #expect(error?.issues.first?.line == 2)
  }

  @Test("a file cut short is refused with the number of figures that were there", arguments: files)
  func truncated(format: InstanceFormat, text: String) {
    let head = text.split(separator: "\n").prefix(3).joined(separator: "\n")
    let error = #expect(throws: DataError.self) {
      try format.read(Array(head.utf8), file: "test", variant: InstanceVariant())
    }
    #expect(error?.description.contains("the end of the file") == true)
  }

  @Test("an instance written as a scenario and read back is the same", arguments: files)
  func conversion(format: InstanceFormat, text: String) throws {
    let file = try format.read(Array(text.utf8), file: "test", variant: InstanceVariant())
    let direct = try Solving.scenario(file)
    let converted = try Solving.throughText(LogisticsMarket.self, file, currency: file.currency)
    #expect(direct.lanes.map(\.cost) == converted.lanes.map(\.cost))
    #expect(direct.areas.map(\.capacity) == converted.areas.map(\.capacity))
    #expect(direct.demands.map(\.quantity) == converted.demands.map(\.quantity))
  }
}
