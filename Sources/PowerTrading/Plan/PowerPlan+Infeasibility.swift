// SPDX-License-Identifier: GPL-3.0-or-later

extension PowerPlan {
  /// Why no plan keeps every rule.
  public struct Infeasibility: Codable, Sendable {
    /// A consumer whose minimum share is out of reach.
    public struct Culprit: Codable, Sendable {
      /// Id of the consumer.
      public var consumer: String
      /// The share asked for.
      public var requiredShare: Double
      /// The share it can reach.
      public var reachableShare: Double
      /// Why, in a sentence.
      public var detail: String

      enum CodingKeys: String, CodingKey {
        case consumer, detail
        case requiredShare = "required_share"
        case reachableShare = "reachable_share"
      }
    }

    /// What is the matter.
    public var summary: String
    /// The consumers concerned.
    public var consumers: [Culprit]
    /// Multipliers of the shortage problem, where they prove it.
    public var proof: OfferProof?
  }
}
