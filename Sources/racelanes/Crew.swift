import LiveSources
import Synchronization

/// Threads that wait for work as long as somebody holds the crew; small jobs never call for them.
final class Crew: Sendable {
  private let desk = Desk()
  private let count: Int
  private let threads = Mutex<[WorkThread]>([])

  /// A crew of `count`, one of whom is whoever calls ``run(_:)``.
  init(_ count: Int) { self.count = count }

  deinit {
    desk.close()
    for thread in threads.withLock({ $0 }) { thread.join() }
  }

  /// Runs the body once with each number below the count and returns when all have returned.
  func run(_ body: @Sendable (Int) -> Void) {
    threads.withLock { if $0.isEmpty { $0 = start() } }
    withoutActuallyEscaping(body) { desk.run($0, count) }
  }

  private func start() -> [WorkThread] {
    // Who is missing is not waited for: the others do all there is.
    (1..<count).compactMap { _ in try? WorkThread { [desk] in desk.work() } }
  }
}
