// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange
public import Logistics

/// A format of published location instances.
public enum InstanceFormat: String, CaseIterable, Sendable {
  /// OR-Library capacitated warehouse location: costs customer by customer, for all of the demand
  /// (Beasley 1988, DOI 10.1016/0377-2217(88)90175-0).
  case orlibCap = "orlib-cap"
  /// Holmberg, Ronnqvist and Yuan 1999 (DOI 10.1016/S0377-2217(98)00008-3): costs warehouse by warehouse,
  /// for all of the demand. The instances of Yang, Chu and Chen 2012 have the same layout.
  case holmberg
  /// Test bed 1 of Avella and Boccia 2009 (DOI 10.1007/s10589-007-9125-x): costs warehouse by warehouse,
  /// per unit of demand.
  case tbed1

  /// Reads an instance.
  ///
  /// - Parameters:
  ///   - bytes: the file's content.
  ///   - file: its name, for errors.
  ///   - variant: what the file leaves open.
  /// - Throws: `DataError` for content that is not of the format.
  public func read(
    _ bytes: [UInt8], file: String, variant: InstanceVariant
  ) throws(DataError) -> LogisticsScenarioFile {
    var tokens = TokenReader(bytes, file: file)
    let instance: LocationInstance
    switch self {
    case .orlibCap: instance = try OrlibCap.read(&tokens, capacity: variant.capacity)
    case .holmberg: instance = try Holmberg.read(&tokens)
    case .tbed1: instance = try Tbed1.read(&tokens)
    }
    if self != .orlibCap && variant.capacity != nil {
      throw DataError(
        DataIssue(
          file: file, place: "--capacity", found: "a capacity",
          expected: "none: the files of \(rawValue) state it"))
    }
    return instance.scenario(name: file, isSingleSource: variant.isSingleSource)
  }
}

/// What an instance file leaves open.
public struct InstanceVariant: Sendable {
  /// Capacity of every warehouse, where the file has the word `capacity` in its place.
  public var capacity: Double?
  /// Whether each demand goes to one warehouse.
  public var isSingleSource: Bool

  /// A variant.
  public init(capacity: Double? = nil, isSingleSource: Bool = false) {
    self.capacity = capacity
    self.isSingleSource = isSingleSource
  }
}
