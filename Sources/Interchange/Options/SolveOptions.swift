// SPDX-License-Identifier: GPL-3.0-or-later

/// How `solve` goes about it. Each key may stand in a scenario's `options`; the command line wins.
public struct SolveOptions: Equatable, Sendable {
  /// A way to solve.
  public enum Method: String, Codable, CaseIterable, Sendable {
    /// Chosen by size and features; the plan says which was taken.
    case auto
    /// One model, handed to GLPK.
    case direct
    /// By the structure of the market, without one large model.
    case decomposition
  }

  /// How to solve.
  public var method: Method = .auto
  /// Wall-clock limit in seconds; nil for none.
  public var timeLimitSeconds: Double?
  /// Stop once the proven relative gap is at most this.
  public var gap: Double = SolveOptions.defaultGap
  /// Threads to use.
  public var threads: Int
  /// 0 keeps the model's own order; any other value hands its rows and columns over in that random order.
  public var seed: Int = 0

  /// The gap up to which a plan counts as optimal, and the default of `gap`.
  public static let defaultGap = 1e-6

  private let defaultThreads: Int

  /// The defaults, on a machine with so many cores.
  public init(cores: Int) {
    threads = cores
    defaultThreads = cores
  }

  /// Takes over what is given.
  public mutating func apply(_ choice: SolveOptionsChoice) {
    method = choice.method ?? method
    timeLimitSeconds = choice.timeLimitSeconds ?? timeLimitSeconds
    gap = choice.gap ?? gap
    threads = choice.threads ?? threads
    seed = choice.seed ?? seed
  }

  /// What differs from the defaults.
  public var choice: SolveOptionsChoice {
    SolveOptionsChoice(
      method: method == .auto ? nil : method, timeLimitSeconds: timeLimitSeconds,
      gap: gap == Self.defaultGap ? nil : gap, threads: threads == defaultThreads ? nil : threads,
      seed: seed == 0 ? nil : seed)
  }
}

/// Options that were given, in a scenario or on the command line.
public struct SolveOptionsChoice: Codable, Equatable, Sendable {
  /// See `SolveOptions.method`.
  public var method: SolveOptions.Method?
  /// See `SolveOptions.timeLimitSeconds`.
  public var timeLimitSeconds: Double?
  /// See `SolveOptions.gap`.
  public var gap: Double?
  /// See `SolveOptions.threads`.
  public var threads: Int?
  /// See `SolveOptions.seed`.
  public var seed: Int?

  /// A choice of options.
  public init(
    method: SolveOptions.Method? = nil, timeLimitSeconds: Double? = nil, gap: Double? = nil,
    threads: Int? = nil,
    seed: Int? = nil
  ) {
    self.method = method
    self.timeLimitSeconds = timeLimitSeconds
    self.gap = gap
    self.threads = threads
    self.seed = seed
  }

  enum CodingKeys: String, CodingKey {
    case method, gap, threads, seed
    case timeLimitSeconds = "time_limit_seconds"
  }

  /// The schema of the `options` object.
  public static var schemaText: String {
    String(decoding: PackageResources.solve_options_json, as: UTF8.self)
  }
}
