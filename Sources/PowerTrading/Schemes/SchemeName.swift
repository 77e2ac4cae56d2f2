// SPDX-License-Identifier: GPL-3.0-or-later

/// A scheme under which suppliers and consumers may contract.
public enum SchemeName: String, Codable, CaseIterable, Sendable {
  /// No rules.
  case open
  /// Direct power-purchase agreements in Korea.
  case koreaDirect = "kr-direct"
  /// Agreements in Korea with the utility in the middle.
  case koreaThirdParty = "kr-third-party"
  /// Direct trade in a Korean special zone of distributed energy.
  case koreaSpecialZone = "kr-special-zone"
}
