// SPDX-License-Identifier: GPL-3.0-or-later

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Where a warehouse or a firm is: on the globe in degrees, or on a plane in km.
public struct Place: Codable, Equatable, Sendable {
  /// Degrees north.
  public var latitude: Double?
  /// Degrees east.
  public var longitude: Double?
  /// km on a plane.
  public var x: Double?
  /// km on a plane.
  public var y: Double?

  enum CodingKeys: String, CodingKey {
    case latitude, longitude
    case x = "x_km"
    case y = "y_km"
  }

  /// A place on the globe.
  public init(latitude: Double, longitude: Double) {
    self.latitude = latitude
    self.longitude = longitude
  }

  /// A place on a plane.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  var isOnGlobe: Bool { latitude != nil && longitude != nil && x == nil && y == nil }
  var isOnPlane: Bool { x != nil && y != nil && latitude == nil && longitude == nil }

  /// IUGG mean radius of the Earth, R1 = (2a + b) / 3 of GRS 80 (Moritz 2000, DOI 10.1007/s001900050278).
  static let earthRadiusKilometres = 6371.0088

  /// Straight distance on the plane, or great-circle distance on the globe by the haversine formula, in
  /// km; nil where the places are of different kinds.
  public func distance(to other: Place) -> Double? {
    if let x, let y, let otherX = other.x, let otherY = other.y {
      return ((x - otherX) * (x - otherX) + (y - otherY) * (y - otherY)).squareRoot()
    }
    guard let latitude, let longitude, let toLatitude = other.latitude, let toLongitude = other.longitude
    else {
      return nil
    }
    let radian = Double.pi / 180
    let north = sin((toLatitude - latitude) * radian / 2)
    let east = sin((toLongitude - longitude) * radian / 2)
    let square = north * north + cos(latitude * radian) * cos(toLatitude * radian) * east * east
    return 2 * Self.earthRadiusKilometres * asin(min(1, square.squareRoot()))
  }
}
