import Glibc

/// Where the work of a ``Crew`` lies: one body at a time, which is to be run once with each number.
final class Desk: @unchecked Sendable {
  // Only touched by who has the lock.
  private var body: (@Sendable (Int) -> Void)?
  private var left = 0
  private var running = 0
  private var isClosed = false

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let hasWork = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let isDone = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(hasWork, nil)
    pthread_cond_init(isDone, nil)
  }

  deinit {
    pthread_cond_destroy(isDone)
    pthread_cond_destroy(hasWork)
    pthread_mutex_destroy(lock)
    isDone.deallocate()
    hasWork.deallocate()
    lock.deallocate()
  }

  /// Has the body run with each number below `count`, here too, until all have returned.
  func run(_ body: @escaping @Sendable (Int) -> Void, _ count: Int) {
    pthread_mutex_lock(lock)
    (self.body, left) = (body, count)
    pthread_cond_broadcast(hasWork)
    while runOne() {}
    while running > 0 { pthread_cond_wait(isDone, lock) }
    self.body = nil
    pthread_mutex_unlock(lock)
  }

  /// Works until the desk is closed.
  func work() {
    pthread_mutex_lock(lock)
    while !isClosed {
      if !runOne() { pthread_cond_wait(hasWork, lock) }
    }
    pthread_mutex_unlock(lock)
  }

  /// Sends everybody away who works here.
  func close() {
    pthread_mutex_lock(lock)
    isClosed = true
    pthread_cond_broadcast(hasWork)
    pthread_mutex_unlock(lock)
  }

  /// Runs the body with the next number; false when none is left. The lock is held before and behind.
  private func runOne() -> Bool {
    guard left > 0, let body else { return false }
    left -= 1
    running += 1
    let number = left
    pthread_mutex_unlock(lock)
    body(number)
    pthread_mutex_lock(lock)
    running -= 1
    if left == 0, running == 0 { pthread_cond_signal(isDone) }
    return true
  }
}
