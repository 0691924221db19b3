import Glibc
import Synchronization

/// Threads that wait for work as long as somebody holds the crew; small jobs never call for them.
final class Crew: Sendable {
  private let desk = Desk()
  private let count: Int
  private let threads = Mutex<[pthread_t]>([])

  /// A crew of `count`, one of whom is whoever calls ``run(_:)``.
  init(_ count: Int) { self.count = count }

  deinit {
    desk.close()
    for thread in threads.withLock({ $0 }) { pthread_join(thread, nil) }
  }

  /// Runs the body once with each number below the count and returns when all have returned.
  func run(_ body: @Sendable (Int) -> Void) {
    threads.withLock { if $0.isEmpty { $0 = start() } }
    withoutActuallyEscaping(body) { desk.run($0, count) }
  }

  private func start() -> [pthread_t] {
    (1..<count).compactMap { _ in
      var thread = pthread_t()
      let failed = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          Unmanaged<Desk>.fromOpaque(argument).takeUnretainedValue().work()
          return nil
        }, Unmanaged.passUnretained(desk).toOpaque())
      // Who is missing is not waited for: the others do all there is.
      return failed == 0 ? thread : nil
    }
  }
}
