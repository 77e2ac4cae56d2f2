// SPDX-License-Identifier: GPL-3.0-or-later

/// Memory of fixed size for a kernel, released with its owner.
final class FlatBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  /// The elements.
  let pointer: UnsafeMutablePointer<Element>
  /// How many there are.
  let count: Int

  init(_ count: Int, repeating element: Element) {
    self.count = count
    pointer = .allocate(capacity: max(1, count))
    pointer.initialize(repeating: element, count: max(1, count))
  }

  init(copying elements: [Element]) {
    count = elements.count
    pointer = .allocate(capacity: max(1, elements.count))
    elements.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { pointer.update(from: base, count: buffer.count) }
    }
  }

  deinit { pointer.deallocate() }

  /// The elements as an array.
  var array: [Element] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}
