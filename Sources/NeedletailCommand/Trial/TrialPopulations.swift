import Needletail

/// Generated services that differ in more than their seed: each is a data set of a trial.
struct TrialPopulations: Sendable {
  let users: Int
  let items: Int
  let events: Int
  let seed: UInt64

  /// Clickbait, episodes, arrivals, and how many times the usual events: plain services and difficult ones.
  private static let settings: [(clickbait: Double, episodes: Double, arrivals: Double, activity: Double)] = [
    (0.12, 0.3, 0.4, 1), (0.02, 0.1, 0.1, 1), (0.3, 0.3, 0.4, 1), (0.12, 0.05, 0.7, 0.5),
    (0.12, 0.5, 0.2, 2),
  ]

  /// The services, by number; settings repeat with other seeds.
  func simulation(_ index: Int) -> Simulation {
    let setting = Self.settings[index % Self.settings.count]
    return Simulation(
      users: users, items: items,
      events: max(users * Simulation.fewestEvents, Int(Double(events) * setting.activity)),
      seed: seed &+ UInt64(index), clickbait: setting.clickbait, episodes: setting.episodes,
      arrivals: setting.arrivals)
  }

  /// Their settings in words.
  func words(_ index: Int) -> String {
    let simulation = simulation(index)
    return "seed \(simulation.seed): \(Numbers.grouped(simulation.events)) events, clickbait "
      + "\(simulation.clickbait), episodes \(simulation.episodes), arrivals \(simulation.arrivals)"
  }
}
