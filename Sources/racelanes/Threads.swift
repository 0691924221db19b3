import Explorer
import Glibc

/// Threads for the explorer.
enum Threads {
  /// Workers on so many threads; by default one for each CPU.
  static func workers(_ wanted: Int?) -> Workers {
    let count = wanted ?? available
    guard count > 1 else { return .one }
    let crew = Crew(count)
    return Workers(count: count) { body in crew.run(body) }
  }

  private static var available: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
