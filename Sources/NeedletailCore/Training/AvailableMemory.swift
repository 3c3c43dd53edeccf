import FoundationEssentials

/// What the machine can still give to a process: the least of the system's free memory and the limits of the
/// control groups that the process runs in.
package enum AvailableMemory {
  /// Bytes available now; nil when the system does not say.
  package static func current() -> Int? {
    let group = text("/proc/self/cgroup").flatMap(unifiedGroup)
    return [system(meminfo: text("/proc/meminfo") ?? ""), group.flatMap(limit(of:)), legacyLimit()]
      .compactMap(\.self).min()
  }

  /// `MemAvailable` of /proc/meminfo, in bytes.
  static func system(meminfo: String) -> Int? {
    for line in meminfo.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }
    return nil
  }

  /// The path of the unified hierarchy in /proc/self/cgroup: "/user.slice/…".
  static func unifiedGroup(_ membership: String) -> String? {
    membership.split(separator: "\n").first { $0.hasPrefix("0::") }.map { String($0.dropFirst(3)) }
  }

  /// What a group and all groups above it leave, in bytes: the limit, less what is used and not reclaimable.
  private static func limit(of group: String) -> Int? {
    var path = group.split(separator: "/")
    var least: Int?
    while true {
      let folder = "/sys/fs/cgroup/" + path.joined(separator: "/")
      if let limit = number("\(folder)/memory.max"), let used = number("\(folder)/memory.current") {
        let reclaimable = reclaimable(statistics: text("\(folder)/memory.stat") ?? "")
        let rest = max(0, limit - max(0, used - reclaimable))
        least = min(least ?? rest, rest)
      }
      if path.isEmpty { return least }
      path.removeLast()
    }
  }

  /// File pages that the kernel drops when memory is short, from memory.stat.
  static func reclaimable(statistics: String) -> Int {
    statistics.split(separator: "\n").reduce(0) { sum, line in
      let words = line.split(separator: " ")
      guard words.count == 2, words[0] == "inactive_file" || words[0] == "active_file" else { return sum }
      return sum + (Int(words[1]) ?? 0)
    }
  }

  /// The same in the older layout of one hierarchy a resource.
  private static func legacyLimit() -> Int? {
    let folder = "/sys/fs/cgroup/memory"
    guard let limit = number("\(folder)/memory.limit_in_bytes"),
      let used = number("\(folder)/memory.usage_in_bytes")
    else { return nil }
    return max(0, limit - used)
  }

  private static func number(_ path: String) -> Int? {
    text(path).flatMap { Int($0.split(separator: "\n").first ?? "") }
  }

  private static func text(_ path: String) -> String? {
    (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0, as: UTF8.self) }
  }
}
