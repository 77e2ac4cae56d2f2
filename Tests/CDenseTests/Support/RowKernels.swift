// SPDX-License-Identifier: GPL-3.0-or-later

import CDense

/// The kernels that there are for rows in double and in single precision.
protocol RowKernels: BinaryFloatingPoint, BitwiseCopyable {
  typealias Row = UnsafeMutablePointer<Self>
  typealias Doubles = UnsafeMutablePointer<Double>

  static func dotFour(_ x: [Row], _ y: Doubles, _ count: Int, _ sums: Doubles)
  static func dotTile(_ x: Row, _ y: Doubles, _ count: Int, _ sums: Doubles)
  static func addFour(_ a: [Double], _ x: [Row], _ y: Doubles, _ count: Int)
  static func product(_ x: Row, _ y: Doubles, _ z: Doubles, _ count: Int)
}

extension Double: RowKernels {
  static func dotFour(_ x: [Row], _ y: Doubles, _ count: Int, _ sums: Doubles) {
    warewatt_dot_four(x[0], x[1], x[2], x[3], y, count, sums)
  }
  static func dotTile(_ x: Row, _ y: Doubles, _ count: Int, _ sums: Doubles) {
    warewatt_dot_tile(x, y, count, sums)
  }
  static func addFour(_ a: [Double], _ x: [Row], _ y: Doubles, _ count: Int) {
    warewatt_add_four(a, x[0], x[1], x[2], x[3], y, count)
  }
  static func product(_ x: Row, _ y: Doubles, _ z: Doubles, _ count: Int) {
    warewatt_product(x, y, z, count)
  }
}

extension Float: RowKernels {
  static func dotFour(_ x: [Row], _ y: Doubles, _ count: Int, _ sums: Doubles) {
    warewatt_single_dot_four(x[0], x[1], x[2], x[3], y, count, sums)
  }
  static func dotTile(_ x: Row, _ y: Doubles, _ count: Int, _ sums: Doubles) {
    warewatt_single_dot_tile(x, y, count, sums)
  }
  static func addFour(_ a: [Double], _ x: [Row], _ y: Doubles, _ count: Int) {
    warewatt_single_add_four(a, x[0], x[1], x[2], x[3], y, count)
  }
  static func product(_ x: Row, _ y: Doubles, _ z: Doubles, _ count: Int) {
    warewatt_single_product(x, y, z, count)
  }
}
