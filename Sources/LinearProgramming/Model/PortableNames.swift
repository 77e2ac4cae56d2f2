// SPDX-License-Identifier: GPL-3.0-or-later

/// Makes names that MPS and LP files can hold, each once.
struct PortableNames {
  /// The name of the objective in written files.
  static let objective = "objective"

  /// Words the LP format gives a meaning to.
  private static let reserved: Set<String> = [
    "min", "max", "minimize", "maximize", "minimum", "maximum", "subject", "such", "st", "s.t.", "st.",
    "bounds", "bound", "general", "generals", "gen", "integer", "integers", "int", "binary", "binaries",
    "bin", "semi", "sos", "end", "free", "inf", "infinity", "nan",
  ]

  private var taken: Set<String> = [objective]

  /// The name with every character replaced that a format cannot hold; `fallback` where nothing is
  /// left of it. A name that was given before gets a number.
  mutating func next(_ name: String?, fallback: String) -> String {
    var text = Self.plain(name ?? "", most: 200)
    if text.isEmpty { text = fallback }
    if taken.insert(text).inserted { return text }
    var number = 2
    while !taken.insert("\(text)_\(number)").inserted { number += 1 }
    return "\(text)_\(number)"
  }

  private static func plain(_ name: String, most: Int) -> String {
    let bytes = name.utf8.prefix(most).map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
        byte
      default: UInt8(ascii: "_")
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let first = bytes.first else { return "" }
    // A name must not look like a number: neither "2x" nor, after a coefficient, "e5".
    let isSafe = first != UInt8(ascii: ".") && !(48...57).contains(first) && first | 0x20 != UInt8(ascii: "e")
    return isSafe && !reserved.contains(text.lowercased()) ? text : "_" + text
  }
}
