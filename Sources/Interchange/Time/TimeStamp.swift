// SPDX-License-Identifier: GPL-3.0-or-later

/// An instant with the offset from UTC it was written with.
public struct TimeStamp: Equatable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public var secondsSince1970: Int
  /// Local time minus UTC, in seconds.
  public var offsetSeconds: Int

  /// An instant seen from an offset.
  public init(secondsSince1970: Int, offsetSeconds: Int) {
    self.secondsSince1970 = secondsSince1970
    self.offsetSeconds = offsetSeconds
  }

  /// Reads ISO 8601 with an offset, `2026-03-01T00:00:00+09:00`; seconds may be left out, a blank may
  /// stand for the `T`, `24:00` is the end of its day. Nil for anything else, a missing offset included.
  public init?(_ text: String) {
    let parsed =
      text.utf8.withContiguousStorageIfAvailable { TimeStamp(utf8: $0) } ?? TimeStamp(utf8: Array(text.utf8))
    guard let parsed else { return nil }
    self = parsed
  }

  init?(utf8 bytes: some RandomAccessCollection<UInt8>) {
    var reader = StampReader(bytes: bytes)
    guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
      let day = reader.number(2), reader.skip("T") || reader.skip(" "), let hour = reader.number(2),
      reader.skip(":"), let minute = reader.number(2)
    else { return nil }
    var second = 0
    if reader.skip(":") {
      guard let value = reader.number(2) else { return nil }
      second = value
      if reader.skip(".") {
        guard reader.skip("0") else { return nil }
        while reader.skip("0") {}
      }
    }
    let date = CivilDate(year: year, month: month, day: day)
    guard date.isValid, minute < 60, second < 60, hour < 24 || (hour == 24 && minute == 0 && second == 0),
      let offset = reader.offset(), reader.isAtEnd
    else { return nil }
    offsetSeconds = offset
    secondsSince1970 = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
  }

  /// Days since 1970-01-01 of the local date.
  public var localDay: Int { Int((Double(secondsSince1970 + offsetSeconds) / 86_400).rounded(.down)) }

  /// Seconds since local midnight.
  public var localSecondOfDay: Int { secondsSince1970 + offsetSeconds - localDay * 86_400 }

  /// The instant `seconds` later, seen from the same offset.
  public func advanced(bySeconds seconds: Int) -> TimeStamp {
    TimeStamp(secondsSince1970: secondsSince1970 + seconds, offsetSeconds: offsetSeconds)
  }

  /// ISO 8601, to the second, with the offset.
  public var text: String {
    let date = CivilDate(daysSince1970: localDay)
    let second = localSecondOfDay
    let offset = abs(offsetSeconds) / 60
    let day = "\(date.year.padded(4))-\(date.month.padded(2))-\(date.day.padded(2))"
    let time = "\((second / 3600).padded(2)):\((second / 60 % 60).padded(2)):\((second % 60).padded(2))"
    return
      "\(day)T\(time)\(offsetSeconds < 0 ? "-" : "+")\((offset / 60).padded(2)):\((offset % 60).padded(2))"
  }
}

private struct StampReader<Bytes: RandomAccessCollection<UInt8>> {
  let bytes: Bytes
  var index: Bytes.Index

  init(bytes: Bytes) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  var isAtEnd: Bool { index == bytes.endIndex }

  mutating func number(_ digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard !isAtEnd, case let digit = bytes[index] &- 48, digit < 10 else { return nil }
      value = value * 10 + Int(digit)
      index = bytes.index(after: index)
    }
    return value
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard !isAtEnd, UInt32(bytes[index]) == character.value else { return false }
    index = bytes.index(after: index)
    return true
  }

  /// `Z`, `+hh:mm` or `+hhmm`, in seconds.
  mutating func offset() -> Int? {
    if skip("Z") { return 0 }
    let sign: Int
    if skip("+") {
      sign = 1
    } else if skip("-") {
      sign = -1
    } else {
      return nil
    }
    guard let hours = number(2) else { return nil }
    _ = skip(":")
    guard let minutes = number(2), hours <= 15, minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
